using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using PromptLab.Platform.OpenRouter;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>Executes the runs that nobody waits for: closed tabs, batches, and calls of the API alone.</summary>
public sealed class RunQueue(RunExecutor executor, RunStore runs, IHostApplicationLifetime app, TimeProvider clock)
{
    [Function("ExecuteRun")]
    public async Task Execute([QueueTrigger(StorageNames.RunQueue)] RunQueued message, CancellationToken cancellationToken)
    {
        using var claim = await executor.TryClaimAsync(message.OwnerId, message.RunId, cancellationToken);
        if (claim is not null)
        {
            await executor.ExecuteAsync(claim, static (ChatDelta _) => ValueTask.CompletedTask, app.ApplicationStopping);
        }
        else if (await runs.FindAsync(message.OwnerId, message.RunId, cancellationToken) is { Run.IsFinished: false } stored)
        {
            // Somebody else has it, and may die: there must be a message for as long as the run is not over.
            await runs.PostponeAsync(stored.Run, clock.GetUtcNow(), cancellationToken);
        }
    }

    [Function("FailPoisonedRun")]
    public async Task FailPoisoned([QueueTrigger(StorageNames.RunPoisonQueue)] RunQueued message, CancellationToken cancellationToken)
    {
        while (await runs.FindAsync(message.OwnerId, message.RunId, cancellationToken) is { Run.IsFinished: false } stored)
        {
            RunOutcome outcome = new() { ErrorCode = "unexpected", ErrorMessage = "PromptLab tried five times and could not execute this run." };
            if (await runs.TryReplaceAsync(stored, stored.Run.Finish(RunStatus.Failed, stored.Run.Answer, outcome, clock.GetUtcNow()), cancellationToken) is not null)
            {
                return;
            }
        }
    }
}
