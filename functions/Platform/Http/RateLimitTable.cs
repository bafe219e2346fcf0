using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Storage;

namespace PromptLab.Platform.Http;

/// <summary>Where a count is kept. Partitions are named by the hour, so that old ones can be found and deleted.</summary>
public sealed record RateLimitKey(string Partition, string Row);

/// <summary>
/// The counts of the rate limits in table RateLimits: all instances count in the same rows. Who is counted stands there as
/// a keyed hash; neither an e-mail nor a network address can be read out of it.
/// </summary>
public sealed class RateLimitTable(StorageClients storage, IOptions<AccessTokenOptions> keys)
{
    private const string Count = "Count";
    private const string Previous = "Previous";

    private readonly TableClient table = storage.Table(StorageNames.RateLimits);
    private readonly byte[] hashKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Value.SigningKeyBytes, 32, info: "rate-limits"u8.ToArray());

    public RateLimitKey KeyFor(RateLimit limit, string who, DateTimeOffset windowStart)
    {
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes($"{limit.Scope}|{who}")));
        return new($"{HourOf(windowStart)}-{hash[..2]}", $"{limit.Scope}-{hash}-{windowStart.ToUnixTimeSeconds()}");
    }

    /// <summary>The window as it stands now. Its row remembers the count before it, which is read once.</summary>
    public async Task<RateLimitWindow> ReadAsync(RateLimit limit, string who, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = RateLimitWindow.StartAt(now, limit.Window);
        if (await FindAsync(KeyFor(limit, who, start), cancellationToken) is { } row)
        {
            return new(start, limit.Window, row.GetInt32(Previous) ?? 0, row.GetInt32(Count) ?? 0, row.ETag);
        }

        var before = await FindAsync(KeyFor(limit, who, start - limit.Window), cancellationToken);
        return new(start, limit.Window, before?.GetInt32(Count) ?? 0, 0);
    }

    /// <summary>Counts one more and gives back the window as it is then; null when somebody else counted first.</summary>
    public async Task<RateLimitWindow?> TryAddAsync(RateLimitKey key, RateLimitWindow window, CancellationToken cancellationToken)
    {
        TableEntity row = new(key.Partition, key.Row) { [Count] = window.Count + 1, [Previous] = window.Previous };
        var answer = await TryAsync(() => window.ETag is { } known
            ? table.UpdateEntityAsync(row, known, TableUpdateMode.Replace, cancellationToken)
            : table.AddEntityAsync(row, cancellationToken));
        return answer is null ? null : window with { Count = window.Count + 1, ETag = answer.Headers.ETag };
    }

    /// <summary>Counts one less, or says false when somebody else counted first.</summary>
    public async Task<bool> TryTakeBackAsync(RateLimitKey key, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is not { } row)
        {
            return true;
        }

        row[Count] = int.Max(0, (row.GetInt32(Count) ?? 0) - 1);
        return await TryAsync(() => table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken)) is not null;
    }

    /// <summary>Deletes the counts of the hours before this one.</summary>
    public async Task RemoveBeforeAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        var cutoff = HourOf(hour);
        var old = table.QueryAsync<TableEntity>(row => row.PartitionKey.CompareTo(cutoff) < 0, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);

        await Parallel.ForEachAsync(old, cancellationToken, async (row, cancelled) =>
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancelled));
    }

    private async Task<TableEntity?> FindAsync(RateLimitKey key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(key.Partition, key.Row, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private static async Task<Response?> TryAsync(Func<Task<Response>> write)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException error) when (error.Status is 409 or 412)
        {
            return null;
        }
    }

    private static string HourOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
}
