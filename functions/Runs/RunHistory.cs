using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>The lists of runs: all of an owner's, one prompt's or one comparison's, newest first.</summary>
public sealed class RunHistory(StorageClients storage, RunCounts counts)
{
    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public async Task<ListPage<RunSummaryResponse>> ListAsync(string ownerId, RunFilter filter, HttpRequest request, CancellationToken cancellationToken)
    {
        NewestFirstList<RunRow> list = new(table, ownerId, filter.Prefix, RunRow.ListColumns, filter.Condition);
        Func<CancellationToken, Task<int>> countAsync = filter.IsEverything ? token => counts.CountAsync(ownerId, token) : list.CountAsync;
        return (await list.ReadAsync(request, countAsync, cancellationToken)).Select(row => new RunSummaryResponse(row.ToListedRun(), row.Preview));
    }
}
