using PromptLab.Platform.OpenRouter;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// Executes an owner's waiting runs one after the other: as one ends, the next begins in the same transaction, without a way through
/// the queue. After some seconds the place goes through the queue all the same, where everybody's runs stand in one line.
/// </summary>
public sealed class RunRelay(RunClaims claims, RunExecutor executor, WaitingRuns waiting, RunMessages messages, SettingsStore settings, TimeProvider clock)
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    /// <summary>Begins with a run that is claimed.</summary>
    public Task ExecuteAsync(RunClaim claim, CancellationToken shutdown) => GoOnAsync(claim.Run.OwnerId, claim, claim.Settings, shutdown);

    /// <summary>Begins with those that wait, as many at once as their owner allows.</summary>
    public async Task ExecuteAllAsync(string ownerId, CancellationToken shutdown)
    {
        var kept = await settings.GetAsync(ownerId, shutdown);
        await Task.WhenAll(Enumerable.Range(0, kept.Limits.MaxConcurrentRuns).Select(_ => GoOnAsync(ownerId, null, kept, shutdown)));
    }

    private async Task GoOnAsync(string ownerId, RunClaim? claim, UserSettings kept, CancellationToken shutdown)
    {
        var start = clock.GetTimestamp();
        bool IsMyTurn() => clock.GetElapsedTime(start) < Turn && !shutdown.IsCancellationRequested;

        StoredRun? next = null;
        while (claim is not null || IsMyTurn())
        {
            if (claim is null)
            {
                next ??= await waiting.TakeAsync(ownerId, CancellationToken.None);
                if (next is null)
                {
                    return;
                }

                var attempt = await claims.TryClaimAsync(next, kept, CancellationToken.None);
                if (attempt.Waits)
                {
                    return;
                }

                (claim, next) = (attempt.Claim, null);
                continue;
            }

            using var current = claim;
            current.PassOnTo(() => IsMyTurn() ? waiting.TakeAsync(ownerId, CancellationToken.None) : Task.FromResult<StoredRun?>(null));
            await executor.ExecuteAsync(current, static (ChatDelta _) => ValueTask.CompletedTask, shutdown);
            (claim, next) = (current.Following, current.Following is null ? current.Next : null);
            if (claim is null && next is null && IsMyTurn())
            {
                // Nobody waited. Whoever came in between has a message of their own.
                return;
            }
        }

        // Whoever waits goes on by message: here, or wherever there is room.
        if (next is not null || (next = await waiting.TakeAsync(ownerId, CancellationToken.None)) is not null)
        {
            await messages.ExecuteAsync(ownerId, next.Run.Id, TimeSpan.Zero, CancellationToken.None);
        }
    }
}
