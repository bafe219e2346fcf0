using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>Executes the runs that nobody waits for: closed tabs, batches, and calls of the API alone.</summary>
public sealed class RunQueue(RunStore runs, RunClaims claims, RunRelay relay, RunMessages messages, IHostApplicationLifetime app, TimeProvider clock)
{
    [Function("ExecuteRun")]
    public async Task Execute([QueueTrigger(StorageNames.RunQueue)] RunQueued message, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(message.OwnerId, message.RunId, cancellationToken) is not { Run.IsFinished: false } stored)
        {
            return;
        }

        if (await claims.TryClaimAsync(stored, cancellationToken) is { } claim)
        {
            await relay.ExecuteAsync(claim, app.ApplicationStopping);
        }
        else if (await runs.RefreshAsync(stored, cancellationToken) is { Run: { Status: RunStatus.Running, ClaimedUntil: { } until } })
        {
            // Somebody else has it, and may die: there must be a message for as long as it runs. One that waits for a place is woken.
            var now = clock.GetUtcNow();
            await messages.ExecuteAsync(message.OwnerId, message.RunId, (until > now ? until - now : TimeSpan.Zero) + RunMessages.HeadStart, cancellationToken);
        }
    }

    [Function("FailPoisonedRun")]
    public async Task FailPoisoned([QueueTrigger(StorageNames.RunPoisonQueue)] RunQueued message, CancellationToken cancellationToken)
    {
        // Whoever holds it is not to blame for a message that could not be handled; the sweep sees to it if they die.
        if (await runs.FindAsync(message.OwnerId, message.RunId, cancellationToken) is { } stored && stored.Run.IsClaimable(clock.GetUtcNow()))
        {
            await claims.EndAsync(
                stored,
                run => run.FinishWith(RunStatus.Failed, "unexpected", "PromptLab tried five times and could not execute this run.", clock.GetUtcNow()),
                cancellationToken);
        }
    }
}
