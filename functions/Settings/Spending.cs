using System.Globalization;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Storage;

namespace PromptLab.Settings;

/// <summary>What a user has spent in the current UTC day and month, in USD.</summary>
public readonly record struct Spent(decimal Today, decimal ThisMonth);

/// <summary>A user's running totals of what runs cost: one row in the user's partition of table Users.</summary>
public sealed class Spending(StorageClients storage, AccountCheck accounts, TimeProvider clock)
{
    private const string SpendingRow = "spending";

    private readonly TableClient table = storage.Table(StorageNames.Users);

    private string Today => clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public async Task<Spent> GetAsync(string userId, CancellationToken cancellationToken) =>
        SpentOf(await FindAsync(userId, cancellationToken));

    public async Task AddAsync(string userId, decimal usd, CancellationToken cancellationToken)
    {
        while (!await TryAddAsync(userId, usd, cancellationToken))
        {
            // Runs of one user end side by side: whoever lost the race reads again.
            await Task.Delay(Random.Shared.Next(10, 60), cancellationToken);
        }
    }

    private async Task<bool> TryAddAsync(string userId, decimal usd, CancellationToken cancellationToken)
    {
        var found = await FindAsync(userId, cancellationToken);
        if (found is null && !await accounts.ExistsAsync(userId, cancellationToken))
        {
            return true;
        }

        var spent = SpentOf(found);
        TableEntity row = new(userId, SpendingRow)
        {
            ["Day"] = Today,
            ["TodayUsd"] = (spent.Today + usd).ToString(CultureInfo.InvariantCulture),
            ["MonthUsd"] = (spent.ThisMonth + usd).ToString(CultureInfo.InvariantCulture),
        };

        try
        {
            await (found is null
                ? table.AddEntityAsync(row, cancellationToken)
                : table.UpdateEntityAsync(row, found.ETag, TableUpdateMode.Replace, cancellationToken));
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task<TableEntity?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(userId, SpendingRow, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private Spent SpentOf(TableEntity? row)
    {
        var day = row?.GetString("Day") ?? "";
        return new(
            day == Today ? Usd("TodayUsd") : 0,
            day.Length >= 7 && day[..7] == Today[..7] ? Usd("MonthUsd") : 0);

        decimal Usd(string name) => decimal.Parse(row!.GetString(name), CultureInfo.InvariantCulture);
    }
}
