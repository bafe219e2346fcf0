using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>The lists of runs: all of an owner's, or one prompt's, newest first.</summary>
public sealed class RunHistory(StorageClients storage)
{
    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public async Task<ListPage<RunSummaryResponse>> ListAsync(string ownerId, RunFilter filter, HttpRequest request, CancellationToken cancellationToken)
    {
        var prefix = filter.PromptId is { } promptId ? RunRow.PromptPrefix(promptId) : RunRow.Prefix;
        NewestFirstList<RunRow> list = new(table, ownerId, prefix, RunRow.ListColumns, filter.Condition);
        return (await list.ReadAsync(request, list.CountAsync, cancellationToken)).Select(SummaryOf);
    }

    private static RunSummaryResponse SummaryOf(RunRow row) =>
        new(row.ToRun(new(RawJson.EmptyObject, RawJson.EmptyObject, new("", "")), RunAnswer.None), row.Preview);
}
