using System.Collections.Immutable;
using PromptLab.Platform.Http;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Cells;

/// <summary>Stops every cell that is open, and has those run anew that ended without an answer.</summary>
public sealed class CellStops(CellReader cells, PendingCells pendingCells, ComparedRuns compared, RunStore runs, RunOwners owners, CellFeed feed, TimeProvider clock)
{
    /// <summary>Those that were not queued yet never will be; then nobody queues any more while the others are stopped.</summary>
    public async Task<int> CancelAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var stopped = await DropPendingAsync(comparison, cancellationToken);
        var (states, _) = await cells.ReadAsync(comparison, cancellationToken);
        var open = states.Where(state => state.Newest?.Run.IsFinished == false).Select(state => state.Newest!.Run.Id).ToList();
        var stored = await compared.ReadAsync(comparison.OwnerId, comparison.Id, open, status: null, cancellationToken).ToListAsync(cancellationToken);

        // Newest first: they begin last, so nobody takes them from under our hands.
        foreach (var batch in stored.OrderByDescending(run => run.Run.Id).Chunk(RunStore.MostAtOnce))
        {
            stopped += await CancelAsync(batch, cancellationToken);
        }

        return stopped;
    }

    /// <summary>Whatever failed, was canceled or interrupted, and nothing else.</summary>
    public async Task<int> ResumeAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        await owners.MarkAsync(comparison.OwnerId, cancellationToken, compares: true);
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var (states, pending) = await cells.ReadAsync(comparison, cancellationToken);
            var again = states.Where(state => state.IsToBeResumed).Select(state => state.Cell).ToList();
            if (again.Count == 0 || await pendingCells.TryReplaceAsync(pending, pending.Cells.Union(again), cancellationToken))
            {
                await feed.AskAsync(comparison.OwnerId, comparison.Id, CellFeed.HeadStart, cancellationToken);
                return again.Count;
            }
        }
    }

    private async Task<int> DropPendingAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var pending = await pendingCells.GetAsync(comparison.OwnerId, comparison.Id, cancellationToken);
            if (pending.Cells.Count == 0 || await pendingCells.TryReplaceAsync(pending, ImmutableSortedSet<int>.Empty, cancellationToken))
            {
                return pending.Cells.Count;
            }
        }
    }

    private async Task<int> CancelAsync(IReadOnlyList<StoredRun> batch, CancellationToken cancellationToken)
    {
        List<RunChange> changes = [.. batch.Where(IsToBeStopped).Select(run => new RunChange(run, run.Run.RequestCancel(clock.GetUtcNow())))];
        if (changes.Count > 0 && await runs.TryReplaceAsync(changes, null, cancellationToken) is null)
        {
            // One of them began or ended meanwhile: each by itself.
            return (await Task.WhenAll(changes.Select(change => CancelAsync(change.Before, cancellationToken)))).Sum();
        }

        return changes.Count;
    }

    private async Task<int> CancelAsync(StoredRun stored, CancellationToken cancellationToken)
    {
        for (StoredRun? current = stored; current is not null && IsToBeStopped(current); current = await runs.RefreshAsync(current, cancellationToken))
        {
            if (await runs.TryReplaceAsync(current, current.Run.RequestCancel(clock.GetUtcNow()), cancellationToken) is not null)
            {
                return 1;
            }
        }

        return 0;
    }

    private static bool IsToBeStopped(StoredRun stored) => stored.Run is { IsFinished: false, CancelRequestedAt: null };
}
