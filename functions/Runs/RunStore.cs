using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>A run, where its input lies, and the state of its row that a change must still find.</summary>
public sealed record StoredRun(Run Run, StoredText Input, ETag RowETag)
{
    /// <summary>The ledger that was written along with the run; null when it was not, or may have changed since.</summary>
    public StoredLedger? Ledger { get; init; }
}

/// <summary>Runs in their owner's partition, and their long texts in blobs.</summary>
public sealed class RunStore(StorageClients storage, LongTexts texts, RunTelemetry telemetry)
{
    private const int MostWholeRows = 100;

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>Adds a run that is queued or over; false when it, or what comes along with it, is there already.</summary>
    public async Task<bool> TryAddAsync(Run run, CancellationToken cancellationToken, TableTransactionAction? along = null)
    {
        try
        {
            var input = await texts.SaveAsync(BlobFolder(run) + "input", JsonSerializer.Serialize(run.Input, ApiJson.Options), cancellationToken);
            var answer = run.IsFinished ? await SaveAnswerAsync(run, cancellationToken) : default;
            List<TableTransactionAction> actions =
            [
                new(TableTransactionActionType.Add, RunRow.Of(run, input, answer)),
                new(TableTransactionActionType.Add, RunRow.InPromptOf(run)),
            ];
            if (!run.IsFinished)
            {
                actions.Add(new(TableTransactionActionType.Add, OpenRunRow.Of(run)));
            }

            if (along is not null)
            {
                actions.Add(along);
            }

            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 409 or 412)
        {
            return false;
        }
    }

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

    /// <summary>Replaces the run in every list; null when it, or the ledger that changes with it, is not as it was read.</summary>
    public async Task<StoredRun?> TryReplaceAsync(
        StoredRun stored, Run changed, CancellationToken cancellationToken, LedgerChange? ledger = null)
    {
        try
        {
            List<TableTransactionAction> actions =
            [
                new(TableTransactionActionType.UpdateReplace, RunRow.Of(changed, stored.Input, await SaveAnswerAsync(changed, cancellationToken)), stored.RowETag),
                new(TableTransactionActionType.UpsertReplace, RunRow.InPromptOf(changed)),
            ];
            if (!stored.Run.IsFinished)
            {
                actions.Add(new(changed.IsFinished ? TableTransactionActionType.Delete : TableTransactionActionType.UpsertReplace, OpenRunRow.Of(changed), ETag.All));
            }

            if (ledger is not null)
            {
                actions.Add(Spending.ActionFor(ledger));
            }

            var answers = await table.SubmitTransactionAsync(actions, cancellationToken);
            telemetry.Hear(stored.Run, changed);
            return stored with
            {
                Run = changed,
                RowETag = answers.Value[0].Headers.ETag!.Value,
                Ledger = ledger is null ? null : new(ledger.After, answers.Value[^1].Headers.ETag),
            };
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
        {
            await RemoveTextsOfGoneAsync(stored, changed, error, cancellationToken);
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
            await RemoveTextsOfGoneAsync(stored, changed, error, cancellationToken);
            return null;
        }
    }

    /// <summary>Runs with their texts, newest first. Few rows at a time: one may hold a hundred kilobytes.</summary>
    public async IAsyncEnumerable<Run> ReadAllAsync(string ownerId, RunFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<RunRow>(filter.RangeOf(ownerId), MostWholeRows, cancellationToken: cancellationToken))
        {
            yield return (await StoredOfAsync(row, cancellationToken)).Run;
        }
    }

    public async Task RemoveAllAsync(string ownerId, CancellationToken cancellationToken)
    {
        await PartitionRows.RemoveAllAsync(table, ownerId, cancellationToken);
        await texts.RemoveAsync($"{ownerId}/runs/", cancellationToken);
    }

    /// <summary>Removes a run that is over.</summary>
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
    private async Task RemoveTextsOfGoneAsync(StoredRun stored, Run changed, RequestFailedException error, CancellationToken cancellationToken)
    {
        if (error.Status is 404 && await FindRowAsync(stored.Run.OwnerId, stored.Run.Id, cancellationToken) is null)
        {
            await texts.RemoveAsync(BlobFolder(changed), cancellationToken);
        }
    }

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
