using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>The lists of runs: all of an owner's, one prompt's or one comparison's, newest first.</summary>
public sealed class RunHistory(StorageClients storage, RunCounts counts)
{
    /// <summary>A filtered list that is longer is not counted to its end: as many rows as one operation brings.</summary>
    private const int MostCounted = 1_000;

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public async Task<ListPage<RunSummaryResponse>> ListAsync(string ownerId, RunFilter filter, HttpRequest request, CancellationToken cancellationToken)
    {
        var list = ListOf(ownerId, filter);
        Func<CancellationToken, Task<int>> countAsync = filter == RunFilter.All
            ? token => counts.CountAsync(ownerId, token)
            : token => list.CountAsync(MostCounted, token);
        return (await list.ReadAsync(request, countAsync, cancellationToken)).Select(SummaryOf);
    }

    /// <summary>All of a list, read while it is used: a thousand runs an operation.</summary>
    public IAsyncEnumerable<RunSummaryResponse> ReadAllAsync(string ownerId, RunFilter filter, CancellationToken cancellationToken) =>
        ListOf(ownerId, filter).ReadAllAsync(cancellationToken).Select(SummaryOf);

    private NewestFirstList<RunRow> ListOf(string ownerId, RunFilter filter) =>
        new(table, ownerId, filter.Prefix, RunRow.ListColumns, filter.Condition, KeyRange.Of(filter.Prefix, filter.From, filter.To));

    private static RunSummaryResponse SummaryOf(RunRow row) => new(row.ToListedRun(), row.Preview);
}
