using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Settings;

/// <summary>A ledger as it was read; the tag is null where there is none yet.</summary>
public sealed record StoredLedger(SpendingLedger Ledger, ETag? ETag);

/// <summary>A ledger as it was read, and what it is to become.</summary>
public sealed record LedgerChange(StoredLedger Before, SpendingLedger After);

/// <summary>
/// The ledgers, one row in each owner's partition of table Runs: there a transaction can write it together with a run.
/// </summary>
public sealed class Spending(StorageClients storage)
{
    private const string Row = "ledger";

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public async Task<StoredLedger> GetAsync(string ownerId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(ownerId, Row, cancellationToken: cancellationToken);
        return row.HasValue ? new(LedgerOf(row.Value!), row.Value!.ETag) : new(new(ownerId, "", 0, 0, []), null);
    }

    /// <summary>Whoever has a ledger. A walk through the whole table where nobody is named.</summary>
    public IAsyncEnumerable<string> ListOwnersAsync(string? ownerId, CancellationToken cancellationToken)
    {
        var filter = ownerId is null ? $"RowKey eq '{Row}'" : TableClient.CreateQueryFilter($"PartitionKey eq {ownerId} and RowKey eq {Row}");
        return table.QueryAsync<TableEntity>(filter, select: [nameof(ITableEntity.PartitionKey)], cancellationToken: cancellationToken).Select(row => row.PartitionKey);
    }

    /// <summary>Writes the ledger alone; false when it has changed since it was read.</summary>
    public async Task<bool> TrySaveAsync(LedgerChange change, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync([ActionFor(change)], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>The change's part in a transaction, which fails when the ledger is not as it was read.</summary>
    public static TableTransactionAction ActionFor(LedgerChange change) => change.Before.ETag is { } known
        ? new(TableTransactionActionType.UpdateReplace, RowOf(change.After), known)
        : new(TableTransactionActionType.Add, RowOf(change.After));

    // Tables know no decimal, and money is never a double.
    private static TableEntity RowOf(SpendingLedger ledger) => new(ledger.OwnerId, Row)
    {
        ["Day"] = ledger.Day,
        ["DayUsd"] = ledger.DayUsd.ToString(CultureInfo.InvariantCulture),
        ["MonthUsd"] = ledger.MonthUsd.ToString(CultureInfo.InvariantCulture),
        ["Holds"] = JsonSerializer.Serialize(ledger.Holds),
        ["SomebodyWaits"] = ledger.SomebodyWaits,
    };

    private static SpendingLedger LedgerOf(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Day"),
        decimal.Parse(row.GetString("DayUsd"), CultureInfo.InvariantCulture),
        decimal.Parse(row.GetString("MonthUsd"), CultureInfo.InvariantCulture),
        [.. JsonSerializer.Deserialize<List<Hold>>(row.GetString("Holds"))!])
    {
        SomebodyWaits = row.GetBoolean("SomebodyWaits") ?? false,
    };
}
