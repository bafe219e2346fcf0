using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace PromptLab.Runs;

/// <summary>
/// Looks once a minute for runs that nobody works on any more: the message got lost, or the holder died. It only sends messages
/// anew; what is to become of a run is decided where messages are heard.
/// </summary>
public sealed partial class RunSweep(
    RunOwners owners, OpenRuns open, RunStore runs, RunMessages messages, TimeProvider clock, ILogger<RunSweep> logger)
{
    /// <summary>A younger run has a message that is still on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Of those that wait for a place only the first are woken: the others could not begin anyway.</summary>
    private const int MostWoken = 8;

    private const int OwnersAtOnce = 16;

    [Function("SweepRuns")]
    public async Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var found = 0;
        await Parallel.ForEachAsync(
            await owners.ListAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = OwnersAtOnce, CancellationToken = cancellationToken },
            async (owner, cancelled) => Interlocked.Add(ref found, await SweepAsync(owner, cancelled)));

        if (found > 0)
        {
            Log.Found(logger, found);
        }
    }

    private async Task<int> SweepAsync(IGrouping<string, string> owner, CancellationToken cancellationToken)
    {
        var ownerId = owner.Key;
        var (woken, dead, isAnyOpen) = (0, 0, false);
        await foreach (var run in open.ListAsync(ownerId, cancellationToken))
        {
            isAnyOpen = true;
            if (run.IsQueued && woken < MostWoken && clock.GetUtcNow() - run.CreatedAt > Patience)
            {
                await messages.ExecuteAsync(ownerId, run.RunId, TimeSpan.Zero, cancellationToken);
                woken++;
            }
            else if (!run.IsQueued && await LeftOfClaimAsync(run, ownerId, cancellationToken) is { } left && left < RunClaim.RenewBefore)
            {
                // A living holder would have renewed it by now. The message comes when the claim runs out, not a minute later.
                await messages.ExecuteAsync(ownerId, run.RunId, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
                dead++;
            }
        }

        if (!isAnyOpen)
        {
            await owners.ForgetAsync(owner, cancellationToken);
        }

        return woken + dead;
    }

    private async Task<TimeSpan?> LeftOfClaimAsync(OpenRun run, string ownerId, CancellationToken cancellationToken) =>
        await runs.FindAsync(ownerId, run.RunId, cancellationToken) is { Run: { Status: RunStatus.Running, ClaimedUntil: { } until } } ? until - clock.GetUtcNow() : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} runs were stuck or waiting; their messages were sent again")]
        public static partial void Found(ILogger logger, int count);
    }
}
