using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>A run in its comparison's list: no long texts, but how the answer begins, and when storage has last seen it change.</summary>
public sealed record ListedRun(Run Run, string Preview, DateTimeOffset WrittenAt);

/// <summary>
/// The runs of a comparison. Its list is written in the transactions that begin and end its runs; their texts lie in the runs' own
/// rows, those of neighbouring cells side by side.
/// </summary>
public sealed class ComparedRuns(StorageClients storage, RunStore runs)
{
    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>Newest first: a thousand an operation. With a time, only what was written since then, by storage's own clock.</summary>
    public async IAsyncEnumerable<ListedRun> ListAsync(
        string ownerId, Guid comparisonId, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = RowKeys.Range(ownerId, RunRow.ComparisonPrefix(comparisonId));
        var filter = since is { } time ? $"{range} and {TableClient.CreateQueryFilter($"Timestamp ge {time}")}" : range;
        await foreach (var row in table.QueryAsync<RunRow>(filter, cancellationToken: cancellationToken))
        {
            yield return new(row.ToListedRun(), row.Preview, row.Timestamp!.Value);
        }
    }

    /// <summary>These runs of a comparison with their texts, in any order. Those that lie close together are read in one go.</summary>
    public async IAsyncEnumerable<StoredRun> ReadAsync(
        string ownerId, Guid comparisonId, IReadOnlyCollection<Guid> runIds, RunStatus? status, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (runIds.Count == 0)
        {
            yield break;
        }

        var wanted = runIds.ToHashSet();
        var keys = wanted.Select(RunRow.KeyOf).Order(StringComparer.Ordinal).ToList();
        var filter = RowKeys.Range(ownerId, keys[0], keys[^1] + "~") + $" and {TableClient.CreateQueryFilter($"ComparisonId eq {comparisonId}")}"
            + (status is { } only ? $" and {TableClient.CreateQueryFilter($"Status eq {only.ToString()}")}" : "");
        await foreach (var row in table.QueryAsync<RunRow>(filter, cancellationToken: cancellationToken))
        {
            if (wanted.Contains(row.RunId))
            {
                yield return await runs.StoredOfAsync(row, cancellationToken);
            }
        }
    }
}
