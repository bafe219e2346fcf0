using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>A run, where its input lies, and the state of its row that a change must still find.</summary>
public sealed record StoredRun(Run Run, StoredText Input, ETag RowETag);

/// <summary>Runs in their owner's partition, their long texts in blobs, and the queue that has them executed.</summary>
public sealed class RunStore(StorageClients storage, LongTexts texts)
{
    /// <summary>The page that waits for the run claims it at once; the queue is the safety net for closed tabs.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(3);

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>Writes the run before its message, so that no message names a run that is not there.</summary>
    public async Task AddAsync(Run run, CancellationToken cancellationToken)
    {
        var input = await SaveInputAsync(run, cancellationToken);
        await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, RunRow.Of(run, input, default)),
                new(TableTransactionActionType.Add, RunRow.InPromptOf(run)),
            ],
            cancellationToken);

        await SendAsync(run, HeadStart, cancellationToken);
    }

    /// <summary>Has the queue look again once the claim that the run has now has run out.</summary>
    public Task PostponeAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken) =>
        SendAsync(run, run.ClaimedUntil > now ? run.ClaimedUntil.Value - now + HeadStart : HeadStart, cancellationToken);

    public async Task<StoredRun?> FindAsync(string ownerId, Guid runId, CancellationToken cancellationToken) =>
        await FindRowAsync(ownerId, runId, cancellationToken) is { } row ? await StoredOfAsync(row, cancellationToken) : null;

    /// <summary>The same run as it is now. What it was given never changes and is not read again.</summary>
    public async Task<StoredRun?> RefreshAsync(StoredRun stored, CancellationToken cancellationToken) =>
        await FindRowAsync(stored.Run.OwnerId, stored.Run.Id, cancellationToken) is { } row
            ? await StoredOfAsync(row, stored.Input, stored.Run.Input, cancellationToken)
            : null;

    /// <summary>The run that the route names; not found when it is absent, somebody else's, or no id at all.</summary>
    public async Task<StoredRun> GetAsync(string ownerId, string runId, CancellationToken cancellationToken) =>
        (Guid.TryParse(runId, out var id) ? await FindAsync(ownerId, id, cancellationToken) : null) ?? throw ProblemException.NotFound("Run");

    /// <summary>Replaces the run in every list; null when it has changed since it was read.</summary>
    public async Task<StoredRun?> TryReplaceAsync(StoredRun stored, Run changed, CancellationToken cancellationToken)
    {
        try
        {
            var row = RunRow.Of(changed, stored.Input, await SaveAnswerAsync(changed, cancellationToken));
            var answers = await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, row, stored.RowETag),
                    new(TableTransactionActionType.UpsertReplace, RunRow.InPromptOf(changed)),
                ],
                cancellationToken);
            return stored with { Run = changed, RowETag = answers.Value[0].Headers.ETag!.Value };
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 412)
        {
            await RemoveTextsOfGoneAsync(changed, error, cancellationToken);
            return null;
        }
    }

    /// <summary>Keeps how far the answer has come, in the run's own row only; null when the run has changed since it was read.</summary>
    public async Task<StoredRun?> TryCheckpointAsync(StoredRun stored, Run changed, CancellationToken cancellationToken)
    {
        try
        {
            var row = RunRow.Of(changed, stored.Input, await SaveAnswerAsync(changed, cancellationToken));
            var answer = await table.UpdateEntityAsync(row, stored.RowETag, TableUpdateMode.Replace, cancellationToken);
            return stored with { Run = changed, RowETag = answer.Headers.ETag!.Value };
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            await RemoveTextsOfGoneAsync(changed, error, cancellationToken);
            return null;
        }
    }

    /// <summary>Adds a run that is over, without a message; false when it is there already.</summary>
    public async Task<bool> TryAddFinishedAsync(Run run, CancellationToken cancellationToken)
    {
        try
        {
            var input = await SaveInputAsync(run, cancellationToken);
            await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Add, RunRow.Of(run, input, await SaveAnswerAsync(run, cancellationToken))),
                    new(TableTransactionActionType.Add, RunRow.InPromptOf(run)),
                ],
                cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 409)
        {
            return false;
        }
    }

    /// <summary>Every run, newest first.</summary>
    public async IAsyncEnumerable<Run> ReadAllAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {ownerId} and RowKey ge {RunRow.Prefix} and RowKey lt {RowKeys.After(RunRow.Prefix)}");
        await foreach (var row in table.QueryAsync<RunRow>(range, cancellationToken: cancellationToken))
        {
            yield return (await StoredOfAsync(row, cancellationToken)).Run;
        }
    }

    public async Task RemoveAllAsync(string ownerId, CancellationToken cancellationToken)
    {
        await PartitionRows.RemoveAllAsync(table, ownerId, cancellationToken);
        await texts.RemoveAsync($"{ownerId}/runs/", cancellationToken);
    }

    public async Task RemoveAsync(Run run, CancellationToken cancellationToken)
    {
        await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Delete, RunRow.Of(run, default, default), ETag.All),
                new(TableTransactionActionType.Delete, RunRow.InPromptOf(run), ETag.All),
            ],
            cancellationToken);
        await texts.RemoveAsync(BlobFolder(run), cancellationToken);
    }

    public async Task<ListPage<RunSummaryResponse>> ListAsync(string ownerId, RunFilter filter, HttpRequest request, CancellationToken cancellationToken)
    {
        var prefix = filter.PromptId is { } promptId ? RunRow.PromptPrefix(promptId) : RunRow.Prefix;
        NewestFirstList<RunRow> list = new(table, ownerId, prefix, RunRow.ListColumns, filter.Condition);
        return (await list.ReadAsync(request, list.CountAsync, cancellationToken)).Select(SummaryOf);
    }

    private static RunSummaryResponse SummaryOf(RunRow row) =>
        new(row.ToRun(new(RawJson.EmptyObject, RawJson.EmptyObject, new("", "")), RunAnswer.None), row.Preview);

    private async Task<StoredRun> StoredOfAsync(RunRow row, CancellationToken cancellationToken)
    {
        StoredText storedInput = new(row.Input, row.InputBlob);
        var input = JsonSerializer.Deserialize<RunInput>(await texts.ReadAsync(storedInput, cancellationToken), ApiJson.Options)!;
        return await StoredOfAsync(row, storedInput, input, cancellationToken);
    }

    private async Task<StoredRun> StoredOfAsync(RunRow row, StoredText storedInput, RunInput input, CancellationToken cancellationToken)
    {
        var answer = await texts.ReadAsync(new(row.Answer, row.AnswerBlob), cancellationToken);
        return new(row.ToRun(input, AnswerOf(answer)), storedInput, row.ETag);
    }

    private async Task<RunRow?> FindRowAsync(string ownerId, Guid runId, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<RunRow>(ownerId, RunRow.KeyOf(runId), cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>The run was deleted while its answer was being written: the answer must not stay behind.</summary>
    private async Task RemoveTextsOfGoneAsync(Run run, RequestFailedException error, CancellationToken cancellationToken)
    {
        if (error.Status is 404)
        {
            await texts.RemoveAsync(BlobFolder(run), cancellationToken);
        }
    }

    private async Task SendAsync(Run run, TimeSpan delay, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.Serialize(new RunQueued(run.OwnerId, run.Id), JsonSerializerOptions.Web);
        await storage.Queue(StorageNames.RunQueue).SendMessageAsync(message, visibilityTimeout: delay, cancellationToken: cancellationToken);
    }

    private Task<StoredText> SaveInputAsync(Run run, CancellationToken cancellationToken) =>
        texts.SaveAsync(BlobFolder(run) + "input", JsonSerializer.Serialize(run.Input, ApiJson.Options), cancellationToken);

    private async Task<StoredText> SaveAnswerAsync(Run run, CancellationToken cancellationToken) =>
        await texts.SaveAsync(
            // What is still growing is written over and over; a finished answer has a name of its own and never changes.
            BlobFolder(run) + (run.IsFinished ? "answer" : "progress"),
            JsonSerializer.Serialize(run.Answer, ApiJson.Options),
            cancellationToken);

    private static RunAnswer AnswerOf(string text) =>
        text.Length == 0 ? RunAnswer.None : JsonSerializer.Deserialize<RunAnswer>(text, ApiJson.Options)!;

    private static string BlobFolder(Run run) => $"{run.OwnerId}/runs/{run.Id:N}/";
}
