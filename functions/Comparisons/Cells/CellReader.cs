using PromptLab.Runs;

namespace PromptLab.Comparisons.Cells;

/// <summary>A cell: its newest run, null when it has none yet, and what all its runs have cost together.</summary>
/// <param name="IsPending">It has still to be queued.</param>
/// <param name="SpentUsd">What is known; null when nothing is.</param>
/// <param name="UnknownCosts">How many of its calls nobody told the cost of.</param>
public sealed record CellState(int Cell, ListedRun? Newest, bool IsPending, int Attempts, decimal? SpentUsd, int UnknownCosts)
{
    /// <summary>A cell without a run that is not going to be queued was stopped before it began.</summary>
    public RunStatus Status => IsPending ? RunStatus.Queued : Newest?.Run.Status ?? RunStatus.Canceled;

    public bool IsOpen => Status is RunStatus.Queued or RunStatus.Running;

    /// <summary>Would a resume run it anew?</summary>
    public bool IsToBeResumed => Status is RunStatus.Failed or RunStatus.Canceled or RunStatus.Interrupted;

    public static CellState Of(int cell, Pending pending, IReadOnlyList<ListedRun> newestFirst)
    {
        // Read before its run was queued, a pending cell may have an open run by now.
        var isPending = pending.Cells.Contains(cell) && newestFirst is not [{ Run.IsFinished: false }, ..];
        var costs = newestFirst.Where(run => run.Run.Outcome.TotalCostUsd is not null).ToList();
        return new(
            cell,
            newestFirst.Count > 0 ? newestFirst[0] : null,
            isPending,
            newestFirst.Count,
            costs.Count > 0 ? costs.Sum(run => run.Run.Outcome.TotalCostUsd) : null,
            newestFirst.Count(run => run.Run is { IsFinished: true, CalledAt: not null, Outcome.TotalCostUsd: null }));
    }
}

/// <summary>The cells of a comparison as they are now, out of the lists of its runs.</summary>
public sealed class CellReader(PendingCells pendingCells, ComparedRuns runs)
{
    public async Task<(IReadOnlyList<CellState> Cells, Pending Pending)> ReadAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        // These first: a cell that is queued in between has a run by then, and none falls between the two.
        var pending = await pendingCells.GetAsync(comparison.OwnerId, comparison.Id, cancellationToken);
        var listed = await runs.ListAsync(comparison.OwnerId, comparison.Id, since: null, cancellationToken).ToListAsync(cancellationToken);
        return (StatesOf(comparison.Plan, pending, listed), pending);
    }

    private static IReadOnlyList<CellState> StatesOf(ComparisonPlan plan, Pending pending, IEnumerable<ListedRun> newestFirst)
    {
        var byCell = newestFirst.Where(run => run.Run.Subject.Cell is not null).ToLookup(run => run.Run.Subject.Cell!.Value);
        return [.. Enumerable.Range(0, plan.CellCount).Select(cell => CellState.Of(cell, pending, [.. byCell[cell]]))];
    }
}
