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
public sealed record StoredRun(Run Run, StoredText Input, ETag RowETag);

/// <summary>What a run is to become, if it still is as it was read.</summary>
public sealed record RunChange(StoredRun Before, Run After);

/// <summary>Runs as they were written, and the ledger that was written along with them, if one was.</summary>
public sealed record WrittenRuns(IReadOnlyList<StoredRun> Runs, StoredLedger? Ledger);

/// <summary>Runs in their owner's partition, and their long texts in blobs.</summary>
public sealed class RunStore(StorageClients storage, LongTexts texts, RunCounts counts, RunDays days, RunTelemetry telemetry)
{
    /// <summary>
    /// So many runs of a comparison can be written in one transaction: four rows each (its own, two lists', and its being open or its
    /// day's), and one that comes along.
    /// </summary>
    public const int MostAtOnce = (StorageLimits.MaxTransactionRows - 1) / 4;

    private const int MostWholeRows = 100;

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>Adds a run that is queued or over; false when it, or what comes along with it, is there already.</summary>
    public Task<bool> TryAddAsync(Run run, CancellationToken cancellationToken, TableTransactionAction? along = null) =>
        TryAddAsync([run], cancellationToken, along);

    /// <summary>Adds runs, all or none; false also when what comes along would change a row that is gone.</summary>
    public async Task<bool> TryAddAsync(IReadOnlyList<Run> runs, CancellationToken cancellationToken, TableTransactionAction? along = null)
    {
        try
        {
            var actions = (await Task.WhenAll(runs.Select(run => ActionsToAddAsync(run, cancellationToken)))).SelectMany(rows => rows).Concat(days.ActionsToForget(runs));
            await table.SubmitTransactionAsync(along is null ? actions : actions.Append(along), cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
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
        await StoredOfAsync(await GetRowAsync(ownerId, runId, cancellationToken), cancellationToken);

    /// <summary>The same, with its texts still to be read.</summary>
    internal async Task<RunRow> GetRowAsync(string ownerId, string runId, CancellationToken cancellationToken) =>
        (Guid.TryParse(runId, out var id) ? await FindRowAsync(ownerId, id, cancellationToken) : null) ?? throw ProblemException.NotFound("Run");

    /// <summary>Replaces the run in every list; null when it is not as it was read.</summary>
    public async Task<StoredRun?> TryReplaceAsync(StoredRun stored, Run changed, CancellationToken cancellationToken) =>
        (await TryReplaceAsync([new(stored, changed)], null, cancellationToken))?.Runs[0];

    /// <summary>Replaces runs of one owner, all or none; null when one of them, or the ledger that changes with them, is not as it was read.</summary>
    public async Task<WrittenRuns?> TryReplaceAsync(IReadOnlyList<RunChange> changes, LedgerChange? ledger, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await Task.WhenAll(changes.Select(change => ActionsToReplaceAsync(change, cancellationToken)));
            var actions = rows.SelectMany(each => each)
                .Concat(days.ActionsToForget(changes.Select(change => change.Before.Run)))
                .Concat(ledger is null ? [] : [Spending.ActionFor(ledger)]);
            var answers = (await table.SubmitTransactionAsync(actions, cancellationToken)).Value;

            var firsts = rows.Select((_, index) => rows.Take(index).Sum(before => before.Count));
            foreach (var (before, after) in changes)
            {
                telemetry.Hear(before.Run, after);
            }

            return new(
                [.. changes.Zip(firsts, (change, first) => change.Before with { Run = change.After, RowETag = answers[first].Headers.ETag!.Value })],
                ledger is null ? null : new(ledger.After, answers[^1].Headers.ETag));
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
        {
            foreach (var (before, after) in changes)
            {
                await RemoveTextsOfGoneAsync(before, after, error, cancellationToken);
            }

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
        for (var race = new Race(); !await TryRemoveAsync(run, cancellationToken);)
        {
            await race.LoseAsync(cancellationToken);
        }

        await texts.RemoveAsync(BlobFolder(run), cancellationToken);
    }

    private async Task<bool> TryRemoveAsync(Run run, CancellationToken cancellationToken)
    {
        var rows = RunRow.InListsOf(run).Prepend(RunRow.Of(run, default, default));
        var actions = rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)).Concat(days.ActionsToForget([run]));
        try
        {
            await table.SubmitTransactionAsync(actions.Append(await counts.ActionToRemoveAsync(run, cancellationToken)), cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 409 or 412)
        {
            return false;
        }
        catch (TableTransactionFailedException error) when (error.Status is 404)
        {
            // Somebody else removed it meanwhile.
            return true;
        }
    }

    private async Task<List<TableTransactionAction>> ActionsToAddAsync(Run run, CancellationToken cancellationToken)
    {
        var input = await texts.SaveAsync(BlobFolder(run) + "input", JsonSerializer.Serialize(run.Input, ApiJson.Options), cancellationToken);
        var answer = run.IsFinished ? await SaveAnswerAsync(run, cancellationToken) : default;
        return
        [
            new(TableTransactionActionType.Add, RunRow.Of(run, input, answer)),
            .. RunRow.InListsOf(run).Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
            .. run.IsFinished ? [] : new[] { new TableTransactionAction(TableTransactionActionType.Add, OpenRunRow.Of(run)) },
        ];
    }

    private async Task<List<TableTransactionAction>> ActionsToReplaceAsync(RunChange change, CancellationToken cancellationToken)
    {
        var (stored, changed) = change;
        var open = changed.IsFinished ? TableTransactionActionType.Delete : TableTransactionActionType.UpsertReplace;
        return
        [
            new(TableTransactionActionType.UpdateReplace, RunRow.Of(changed, stored.Input, await SaveAnswerAsync(changed, cancellationToken)), stored.RowETag),
            .. RunRow.InListsOf(changed).Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
            .. stored.Run.IsFinished ? [] : new[] { new TableTransactionAction(open, OpenRunRow.Of(changed), ETag.All) },
        ];
    }

    /// <summary>A run out of a row that was read whole.</summary>
    internal async Task<StoredRun> StoredOfAsync(RunRow row, CancellationToken cancellationToken)
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
