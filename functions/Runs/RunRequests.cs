using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>How a request calls itself (Idempotency-Key) and what it asks for, both as hashes.</summary>
public sealed record RequestKey(string Key, string Asked)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>Null when the request does not call itself anything.</summary>
    public static RequestKey? From(HttpRequest request, string promptId, CreateRunRequest body) => request.Headers[Header].ToString() switch
    {
        "" => null,
        { Length: > LongestKey } => throw ProblemException.Invalid(Header, $"Use at most {LongestKey} characters."),
        var key => new(HashOf(key), HashOf($"{promptId}\n{JsonSerializer.Serialize(body, ApiJson.Options)}")),
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A request that was answered with a run.</summary>
public sealed record AnsweredRequest(Guid RunId, string Asked, DateTimeOffset At, ETag ETag);

/// <summary>
/// Which run a request was answered with: "i-{key}" in the owner's partition, written in the transaction that adds the run. The
/// same request sent again within a day finds the same run, however often and on whatever instance.
/// </summary>
public sealed class RunRequests(StorageClients storage, TimeProvider clock)
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public async Task<AnsweredRequest?> FindAsync(string ownerId, string key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(ownerId, RowKeyOf(key), cancellationToken: cancellationToken);
        return row.HasValue
            ? new(row.Value!.GetGuid("RunId")!.Value, row.Value.GetString("Asked"), row.Value.GetDateTimeOffset("At")!.Value, row.Value.ETag)
            : null;
    }

    public bool IsForgotten(AnsweredRequest earlier) => clock.GetUtcNow() - earlier.At > Memory;

    /// <summary>Remembers the run in the transaction that adds it, in the place of an earlier one that is forgotten.</summary>
    public TableTransactionAction ActionFor(Run run, RequestKey key, AnsweredRequest? forgotten)
    {
        TableEntity row = new(run.OwnerId, RowKeyOf(key.Key)) { ["RunId"] = run.Id, ["Asked"] = key.Asked, ["At"] = clock.GetUtcNow() };
        return forgotten is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, forgotten.ETag);
    }

    /// <summary>Forgets the request of a run that is deleted.</summary>
    public async Task RemoveAsync(Run run, CancellationToken cancellationToken)
    {
        if (run.RequestKey is { } key && await FindAsync(run.OwnerId, key, cancellationToken) is { } request && request.RunId == run.Id)
        {
            await table.DeleteEntityAsync(run.OwnerId, RowKeyOf(key), request.ETag, cancellationToken);
        }
    }

    private static string RowKeyOf(string key) => "i-" + key;
}
