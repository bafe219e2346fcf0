using System.Text.Json;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Cells;

/// <summary>The queue message: only keys, so that a redelivered message can never carry stale data.</summary>
public sealed record CellsAwaited(string OwnerId, Guid ComparisonId);

/// <summary>
/// Makes a queued run of each cell that waits to be one, some two dozen in a transaction, and has them begin. The instance that took
/// the request does it at once; a message sees to it if that instance dies.
/// </summary>
public sealed class CellFeed(
    ComparisonStore comparisons, PendingCells pendingCells, RunStore runs, RunOwners owners, RunRelay relay, RunClaims claims, StorageClients storage, TimeProvider clock)
{
    /// <summary>Whoever took the request is faster than the queue.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(3);

    /// <summary>No request takes longer to keep its comparison, once its cells are there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private const string Unqueued = "PromptLab tried five times and could not begin this cell. Resume the comparison to try again.";

    public async Task AskAsync(string ownerId, Guid comparisonId, TimeSpan delay, CancellationToken cancellationToken) =>
        await storage.Queue(StorageNames.ComparisonQueue).SendMessageAsync(
            JsonSerializer.Serialize(new CellsAwaited(ownerId, comparisonId), JsonSerializerOptions.Web), visibilityTimeout: delay, cancellationToken: cancellationToken);

    /// <summary>Queues every cell that is pending, and executes them for as long as a turn is.</summary>
    public async Task FeedAsync(string ownerId, Guid comparisonId, CancellationToken shutdown)
    {
        if (await comparisons.FindAsync(ownerId, comparisonId, shutdown) is not { } stored)
        {
            await ForgetUnkeptAsync(ownerId, comparisonId, shutdown);
            return;
        }

        await owners.MarkAsync(ownerId, shutdown, compares: true);
        var working = Task.CompletedTask;
        var (queued, isBegun) = (0, false);
        try
        {
            for (var race = new Race(); await pendingCells.GetAsync(ownerId, comparisonId, shutdown) is { Cells.Count: > 0 } pending;)
            {
                if (await TryAddAsync(pending, (cell, now) => RunOf(stored.Comparison, cell, now), shutdown) is not { } count)
                {
                    await race.LoseAsync(shutdown);
                    continue;
                }

                queued += count;
                if (!isBegun && (queued >= Settings.Limits.MostConcurrentRuns || count == pending.Cells.Count))
                {
                    (working, isBegun) = (relay.ExecuteAllAsync(ownerId, shutdown), true);
                }
            }
        }
        finally
        {
            await working;
        }

        // Some may have been queued after those who execute had found nobody waiting.
        await claims.WakeAsync(ownerId, shutdown);
    }

    /// <summary>Ends what nobody could queue, time and again: each cell that is still pending gets a run that failed, and says so.</summary>
    public async Task FailAsync(string ownerId, Guid comparisonId, CancellationToken cancellationToken)
    {
        if (await comparisons.FindAsync(ownerId, comparisonId, cancellationToken) is not { } stored)
        {
            return;
        }

        for (var race = new Race(); await pendingCells.GetAsync(ownerId, comparisonId, cancellationToken) is { Cells.Count: > 0 } pending;)
        {
            if (await TryAddAsync(pending, (cell, now) => FailedRunOf(stored.Comparison, cell, "unexpected", Unqueued, now), cancellationToken) is null)
            {
                await race.LoseAsync(cancellationToken);
            }
        }
    }

    /// <summary>A request that died before it had kept its comparison has left the cells behind.</summary>
    private async Task ForgetUnkeptAsync(string ownerId, Guid comparisonId, CancellationToken cancellationToken)
    {
        if (await pendingCells.GetAsync(ownerId, comparisonId, cancellationToken) is { WrittenAt: { } writtenAt } && clock.GetUtcNow() - writtenAt > Patience)
        {
            await pendingCells.RemoveAsync(ownerId, comparisonId, cancellationToken);
        }
    }

    /// <summary>Makes a run of as many cells as a transaction takes; null when somebody else did meanwhile.</summary>
    private async Task<int?> TryAddAsync(Pending pending, Func<int, DateTimeOffset, Run> runOf, CancellationToken cancellationToken)
    {
        var batch = pending.Cells.Take(RunStore.MostAtOnce).ToList();
        var now = clock.GetUtcNow();
        var added = await runs.TryAddAsync(
            [.. batch.Select(cell => runOf(cell, now))], cancellationToken, PendingCells.ActionFor(pending, pending.Cells.Except(batch)));
        return added ? batch.Count : null;
    }

    private static Run RunOf(Comparison comparison, int cell, DateTimeOffset now)
    {
        var (variant, variables) = PartsOf(comparison, cell);
        try
        {
            return Run.Queue(comparison.OwnerId, SubjectOf(comparison, cell, variant), variant.ModelId, variant.Fill(variables), now) with { Id = IdOf(cell, now) };
        }
        catch (ProblemException problem) when (problem.Errors is { } errors)
        {
            // It could be filled when the comparison was made; a rendering is bounded in time, though.
            return FailedRunOf(comparison, cell, "template-failed", string.Join(' ', errors.Values.SelectMany(sentences => sentences)), now);
        }
    }

    /// <summary>A run that ended before its texts were filled.</summary>
    private static Run FailedRunOf(Comparison comparison, int cell, string code, string sentence, DateTimeOffset now)
    {
        var (variant, variables) = PartsOf(comparison, cell);
        RunInput unfilled = new(variables, variant.ModelConfig, new("", ""));
        return (Run.Queue(comparison.OwnerId, SubjectOf(comparison, cell, variant), variant.ModelId, unfilled, now) with { Id = IdOf(cell, now) })
            .FinishWith(RunStatus.Failed, code, sentence, now);
    }

    private static (RunVariant Variant, RawJson Variables) PartsOf(Comparison comparison, int cell)
    {
        var place = comparison.Plan.PlaceOf(cell);
        return (comparison.Plan.Variants[place.Variant].Run, comparison.Plan.Inputs[place.Input].Variables);
    }

    private static RunSubject SubjectOf(Comparison comparison, int cell, RunVariant variant) =>
        variant.Subject with { ComparisonId = comparison.Id, Cell = cell };

    /// <summary>A UUIDv7 that has the cell's number right after the time: cells that are queued together run in the board's order.</summary>
    private static Guid IdOf(int cell, DateTimeOffset now)
    {
        var bytes = Guid.CreateVersion7(now).ToByteArray(bigEndian: true);
        bytes[6] = (byte)((bytes[6] & 0xF0) | (cell >> 8));
        bytes[7] = (byte)cell;
        return new(bytes, bigEndian: true);
    }
}
