using PromptLab.Runs;

namespace PromptLab.Comparisons.Cells;

/// <summary>Cells that nobody has queued: the host that took the request died, or the one that had the message, which storage then hides for ten minutes.</summary>
public sealed class StuckCells(PendingCells pendingCells, CellFeed feed, TimeProvider clock) : IStuckWork
{
    /// <summary>Somebody is at work on those that have changed since.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task<WokenWork> WakeAsync(RunOwner owner, CancellationToken cancellationToken)
    {
        if (!owner.Compares)
        {
            return new(0, IsAnyOpen: false);
        }

        var pending = await pendingCells.ListAsync(owner.Id, cancellationToken);
        var stuck = pending.Where(each => clock.GetUtcNow() - each.WrittenAt > Patience).ToList();
        foreach (var each in stuck)
        {
            await feed.AskAsync(owner.Id, each.ComparisonId, TimeSpan.Zero, cancellationToken);
        }

        return new(stuck.Count, pending.Count > 0);
    }
}
