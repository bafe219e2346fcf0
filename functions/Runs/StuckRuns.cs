namespace PromptLab.Runs;

/// <summary>Runs whose message got lost, or whose holder died.</summary>
public sealed class StuckRuns(OpenRuns open, RunStore runs, RunMessages messages, TimeProvider clock) : IStuckWork
{
    /// <summary>A younger run has a message that is still on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Of those that wait for a place only the first are woken: the others could not begin anyway.</summary>
    private const int MostWoken = 8;

    public async Task<WokenWork> WakeAsync(RunOwner owner, CancellationToken cancellationToken)
    {
        var (woken, dead, isAnyOpen) = (0, 0, false);
        await foreach (var run in open.ListAsync(owner.Id, cancellationToken))
        {
            isAnyOpen = true;
            if (run.IsQueued && woken < MostWoken && clock.GetUtcNow() - run.CreatedAt > Patience)
            {
                await messages.ExecuteAsync(owner.Id, run.RunId, TimeSpan.Zero, cancellationToken);
                woken++;
            }
            else if (!run.IsQueued && await LeftOfClaimAsync(run, owner.Id, cancellationToken) is { } left && left < RunClaim.RenewBefore)
            {
                // A living holder would have renewed it by now. The message comes when the claim runs out, not a minute later.
                await messages.ExecuteAsync(owner.Id, run.RunId, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
                dead++;
            }
        }

        return new(woken + dead, isAnyOpen);
    }

    private async Task<TimeSpan?> LeftOfClaimAsync(OpenRun run, string ownerId, CancellationToken cancellationToken) =>
        await runs.FindAsync(ownerId, run.RunId, cancellationToken) is { Run: { Status: RunStatus.Running, ClaimedUntil: { } until } } ? until - clock.GetUtcNow() : null;
}
