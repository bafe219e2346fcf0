using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Platform.Http;

/// <summary>A request that was answered with something that it made.</summary>
public sealed record AnsweredRequest(Guid MadeId, string Asked, DateTimeOffset At, ETag ETag);

/// <summary>
/// What a request was answered with: "i-{key}" in the owner's partition of the table of what it made, written in the transaction
/// that adds that. The same request sent again within a day finds the same thing, however often and on whatever instance.
/// </summary>
public sealed class AnsweredRequests(StorageClients storage, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>
    /// What this request was answered with before, or the memory of it that is too old to count; a conflict when it asked for
    /// something else then.
    /// </summary>
    public async Task<(Guid? MadeId, AnsweredRequest? Forgotten)> FindAsync(string table, string ownerId, RequestKey key, CancellationToken cancellationToken)
    {
        if (await FindRowAsync(table, ownerId, key.Key, cancellationToken) is not { } earlier)
        {
            return (null, null);
        }

        if (clock.GetUtcNow() - earlier.At > Memory)
        {
            return (null, earlier);
        }

        return earlier.Asked == key.Asked
            ? (earlier.MadeId, null)
            : throw ProblemException.Conflict("This Idempotency-Key was used for another request in the last 24 hours. Send each request with a key of its own.");
    }

    /// <summary>Remembers what was made in the transaction that adds it, in the place of an earlier one that is forgotten.</summary>
    public TableTransactionAction ActionFor(string ownerId, Guid madeId, RequestKey key, AnsweredRequest? forgotten)
    {
        TableEntity row = new(ownerId, RowKeyOf(key.Key)) { ["MadeId"] = madeId, ["Asked"] = key.Asked, ["At"] = clock.GetUtcNow() };
        return forgotten is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, forgotten.ETag);
    }

    /// <summary>Forgets the request of something that is deleted.</summary>
    public async Task RemoveAsync(string table, string ownerId, string? key, Guid madeId, CancellationToken cancellationToken)
    {
        if (key is not null && await FindRowAsync(table, ownerId, key, cancellationToken) is { } request && request.MadeId == madeId)
        {
            await storage.Table(table).DeleteEntityAsync(ownerId, RowKeyOf(key), request.ETag, cancellationToken);
        }
    }

    private async Task<AnsweredRequest?> FindRowAsync(string table, string ownerId, string key, CancellationToken cancellationToken)
    {
        var row = await storage.Table(table).GetEntityIfExistsAsync<TableEntity>(ownerId, RowKeyOf(key), cancellationToken: cancellationToken);
        return row.HasValue
            ? new(row.Value!.GetGuid("MadeId")!.Value, row.Value.GetString("Asked"), row.Value.GetDateTimeOffset("At")!.Value, row.Value.ETag)
            : null;
    }

    private static string RowKeyOf(string key) => "i-" + key;
}
