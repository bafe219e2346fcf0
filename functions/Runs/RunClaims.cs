using PromptLab.Models;
using PromptLab.Platform.OpenRouter;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// Decides who executes a run, and when: one holder at a time, as many runs of a user as they allow, and within their limits.
/// Each decision is one transaction on the run and its owner's ledger.
/// </summary>
public sealed class RunClaims(
    RunStore runs, OpenRuns open, RunMessages messages, SettingsStore settings, Spending spending, ModelCatalog models, TimeProvider clock)
{
    /// <summary>
    /// Makes the run ours, or says null: it is over, somebody else's, or has to wait for a place. One whose holder died after it
    /// had called OpenRouter becomes interrupted: a second call would be paid twice without anybody having asked for it.
    /// </summary>
    public async Task<RunClaim?> TryClaimAsync(StoredRun stored, CancellationToken cancellationToken)
    {
        UserSettings? kept = null;
        Run? tried = null;
        var current = stored;
        for (; current?.Run.IsClaimable(clock.GetUtcNow()) == true; current = await AgainAsync(current, cancellationToken))
        {
            if (current.Run.CalledAt is not null || current.Run.CancelRequestedAt is not null)
            {
                await EndAsync(current, run => Abandoned(run, clock.GetUtcNow()), cancellationToken);
                return null;
            }

            kept ??= await settings.GetAsync(current.Run.OwnerId, cancellationToken);
            var now = clock.GetUtcNow();
            var ledger = await spending.GetAsync(current.Run.OwnerId, cancellationToken);
            var budget = await DecideAsync(current.Run, kept, ledger, now, cancellationToken);
            switch (budget.Admission)
            {
                case Admission.Refused:
                    await EndAsync(current, run => run.FinishWith(RunStatus.Failed, "budget-exceeded", budget.Sentence, now), cancellationToken);
                    return null;

                case Admission.MustWait when ledger.Ledger.SomebodyWaits || await spending.TrySaveAsync(new(ledger, ledger.Ledger with { SomebodyWaits = true }), cancellationToken):
                    return null;

                case Admission.Granted:
                    LedgerChange reserved = new(ledger, ledger.Ledger.Reserve(current.Run.Id, budget.ReservedUsd));
                    tried = current.Run.Claim(budget.Added, now);
                    if (await runs.TryReplaceAsync(current, tried, cancellationToken, reserved) is { } claimed)
                    {
                        return new(this, runs, claimed, kept, clock);
                    }

                    break;
            }
        }

        // Storage may have written our claim without being able to say so: the storage client asks again, and meets itself.
        return tried is not null && current?.Run is { IsFinished: false, CancelRequestedAt: null } run && run.ClaimId == tried.ClaimId
            ? new(this, runs, current, kept!, clock)
            : null;
    }

    /// <summary>
    /// Ends a run, gives its place and its money back, and wakes those that wait for them; null when somebody changed the run
    /// meanwhile. Whatever a call has cost is settled here, and asked for later if it is not known.
    /// </summary>
    public async Task<StoredRun?> TryEndAsync(StoredRun stored, Run ended, CancellationToken cancellationToken)
    {
        var outcome = ended.Outcome;
        var isCostAwaited = ended.CalledAt is not null && outcome is { TotalCostUsd: null, GenerationId: not null };
        if (isCostAwaited && stored.Run.Outcome.TotalCostUsd is null)
        {
            // Before the end is written: an end that nobody hears of any more must not leave its cost unknown.
            await messages.AskForCostAsync(new(ended.OwnerId, ended.Id, Attempt: 1), cancellationToken);
        }

        var ledger = stored.Ledger ?? await spending.GetAsync(ended.OwnerId, cancellationToken);
        var settled = outcome.TotalCostUsd is { } cost ? ledger.Ledger.Settle(ended.Id, cost - (stored.Run.Outcome.TotalCostUsd ?? 0), clock.GetUtcNow())
            : isCostAwaited ? ledger.Ledger.Settle(ended.Id, null, clock.GetUtcNow())
            : ledger.Ledger.Release(ended.Id);
        var written = await runs.TryReplaceAsync(stored, ended, cancellationToken, settled == ledger.Ledger ? null : new(ledger, settled));
        if (written is not null && settled.SomebodyWaits)
        {
            await WakeAsync(written.Ledger ?? ledger, wasWaiting: stored.Run.Status is RunStatus.Queued, cancellationToken);
        }

        return written;
    }

    /// <summary>Ends a run that nobody executes, as long as it is not over.</summary>
    public async Task EndAsync(StoredRun stored, Func<Run, Run> end, CancellationToken cancellationToken)
    {
        for (StoredRun? current = stored; current?.Run.IsFinished == false; current = await AgainAsync(current, cancellationToken))
        {
            if (await TryEndAsync(current, end(current.Run), cancellationToken) is not null)
            {
                return;
            }
        }
    }

    /// <summary>Looks for those that wait only now that the end is written: of two that end at once, the later one sees what is left.</summary>
    private async Task WakeAsync(StoredLedger ledger, bool wasWaiting, CancellationToken cancellationToken)
    {
        var (ownerId, running) = (ledger.Ledger.OwnerId, ledger.Ledger.Running);
        var waiting = await open.ListQueuedAsync(ownerId, Limits.MostConcurrentRuns, cancellationToken);
        if (waiting.Count is 0)
        {
            // Lost to whoever changes the ledger first: then there is somebody to look again.
            await spending.TrySaveAsync(new(ledger, ledger.Ledger with { SomebodyWaits = false }), cancellationToken);
            return;
        }

        // One that never began leaves no place, but those behind it may be waiting for nobody else.
        var places = wasWaiting ? 1 : Math.Max(1, (await settings.GetAsync(ownerId, cancellationToken)).Limits.MaxConcurrentRuns - running);
        foreach (var next in waiting.Take(places))
        {
            await messages.ExecuteAsync(ownerId, next.RunId, TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task<RunBudget> DecideAsync(Run run, UserSettings kept, StoredLedger ledger, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var model = await models.FindAsync(run.ModelId, cancellationToken);
        // A run that is taken over from a dead holder has a place already.
        return RunBudget.For(run.Input, model, kept.Limits, ledger.Ledger.Release(run.Id), now);
    }

    /// <summary>Somebody else wrote first, to the run or to the ledger of a user with many runs: by chance, or the same would meet again.</summary>
    private async Task<StoredRun?> AgainAsync(StoredRun stored, CancellationToken cancellationToken)
    {
        await Task.Delay(Random.Shared.Next(5, 50), cancellationToken);
        return await runs.RefreshAsync(stored, cancellationToken);
    }

    /// <summary>What becomes of a run whose holder died, in the middle of the call or of a cancel.</summary>
    private static Run Abandoned(Run run, DateTimeOffset now) => run.CancelRequestedAt is null
        ? run.FinishWith(
            RunStatus.Interrupted, "interrupted", "The server that executed this run went away. What had arrived is kept; running it again is a new, paid call.", now)
        : run.Finish(RunStatus.Canceled, run.Answer, run.Outcome with { Billing = run.CalledAt is null ? null : CancelBilling.For(run.Outcome.Provider) }, now);
}
