using PromptLab.Models;
using PromptLab.Platform.OpenRouter;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>What came of trying to claim a run. One that waits for a place stays queued; otherwise without a claim it is over, or somebody else's.</summary>
public sealed record ClaimAttempt(RunClaim? Claim, bool Waits = false);

/// <summary>A run whose end is written, and the claim on the next one that took its place in the same transaction.</summary>
public sealed record EndedRun(StoredRun Run, RunClaim? Following);

/// <summary>
/// Decides who executes a run, and when: one holder at a time, as many runs of a user as they allow, and within their limits.
/// Each decision is one transaction on the run and its owner's ledger.
/// </summary>
public sealed class RunClaims(
    RunStore runs, OpenRuns open, RunMessages messages, SettingsStore settings, Spending spending, LedgerTurns ledgers, ModelCatalog models, TimeProvider clock)
{
    /// <summary>
    /// Makes the run ours, or says null: it is over, somebody else's, or has to wait for a place. One whose holder died after it
    /// had called OpenRouter becomes interrupted: a second call would be paid twice without anybody having asked for it.
    /// </summary>
    public async Task<RunClaim?> TryClaimAsync(StoredRun stored, CancellationToken cancellationToken) =>
        (await TryClaimAsync(stored, null, cancellationToken)).Claim;

    /// <param name="kept">What the owner has set, if it has just been read.</param>
    public async Task<ClaimAttempt> TryClaimAsync(StoredRun stored, UserSettings? kept, CancellationToken cancellationToken)
    {
        Run? tried = null;
        var current = stored;
        for (; current?.Run.IsClaimable(clock.GetUtcNow()) == true; current = await AgainAsync(current, cancellationToken))
        {
            if (current.Run.CalledAt is not null || current.Run.CancelRequestedAt is not null)
            {
                await EndAsync(current, run => Abandoned(run, clock.GetUtcNow()), cancellationToken);
                return new(null);
            }

            kept ??= await settings.GetAsync(current.Run.OwnerId, cancellationToken);
            var attempt = await TryReserveAsync(current, kept, cancellationToken);
            switch (attempt)
            {
                case { Budget.Admission: Admission.Refused }:
                    await EndAsync(current, run => run.FinishWith(RunStatus.Failed, "budget-exceeded", attempt.Budget.Sentence, clock.GetUtcNow()), cancellationToken);
                    return new(null);

                case { Budget.Admission: Admission.MustWait }:
                    return new(null, Waits: true);

                case { Claimed: { } claimed }:
                    return new(new(this, runs, claimed, kept, clock));
            }

            tried = attempt.Tried;
        }

        // Storage may have written our claim without being able to say so: the storage client asks again, and meets itself.
        return tried is not null && current?.Run is { IsFinished: false, CancelRequestedAt: null } run && run.ClaimId == tried.ClaimId
            ? new(new(this, runs, current, kept!, clock))
            : new(null);
    }

    /// <summary>
    /// Ends a run, gives its place and its money back, and wakes those that wait for them; null when somebody changed the run
    /// meanwhile. Whatever a call has cost is settled here, and asked for later if it is not known.
    /// </summary>
    /// <param name="next">The run that is to have the place, in the same transaction, if it may begin and nobody has changed it.</param>
    /// <param name="kept">What the owner has set; needed for the next run.</param>
    public async Task<EndedRun?> TryEndAsync(
        StoredRun stored, Run ended, CancellationToken cancellationToken, StoredRun? next = null, UserSettings? kept = null)
    {
        var isCostAwaited = ended.CalledAt is not null && ended.Outcome is { TotalCostUsd: null, GenerationId: not null };
        if (isCostAwaited && stored.Run.Outcome.TotalCostUsd is null)
        {
            // Before the end is written: an end that nobody hears of any more must not leave its cost unknown.
            await messages.AskForCostAsync(new(ended.OwnerId, ended.Id, Attempt: 1), cancellationToken);
        }

        var nextModel = next is null ? null : await models.FindAsync(next.Run.ModelId, cancellationToken);
        var (written, ledger) = await ledgers.TakeAsync<(WrittenRuns?, StoredLedger)>(
            ended.OwnerId,
            async (known, isRemembered) =>
            {
                var settled = Settle(known.Ledger, stored.Run, ended, isCostAwaited);
                var following = next is null || kept is null || next.Run.Id == ended.Id ? null : Follow(next.Run, kept, nextModel, settled);
                List<RunChange> changes = following is null ? [new(stored, ended)] : [new(stored, ended), new(next!, following.Value.Run)];
                var left = following?.Ledger ?? settled;
                var written = await runs.TryReplaceAsync(changes, left == known.Ledger ? null : new(known, left), cancellationToken);
                return written is null && isRemembered ? null : ((written, written?.Ledger ?? known), written is null ? null : written.Ledger ?? known);
            },
            cancellationToken);

        if (written is { Runs: [_] } && ledger.Ledger.SomebodyWaits)
        {
            await WakeAsync(ledger, wasWaiting: stored.Run.Status is RunStatus.Queued, cancellationToken);
        }

        return written is null ? null : new(written.Runs[0], written.Runs is [_, var claimed] ? new(this, runs, claimed, kept!, clock) : null);
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

    /// <summary>Looks for runs of the owner that wait, and has as many begin as there are places.</summary>
    public async Task WakeAsync(string ownerId, CancellationToken cancellationToken) =>
        await WakeAsync(await spending.GetAsync(ownerId, cancellationToken), wasWaiting: false, cancellationToken);

    /// <summary>Looks for those that wait only now that the end is written: of two that end at once, the later one sees what is left.</summary>
    private async Task WakeAsync(StoredLedger ledger, bool wasWaiting, CancellationToken cancellationToken)
    {
        var (ownerId, running) = (ledger.Ledger.OwnerId, ledger.Ledger.Running);
        var waiting = await open.ListQueuedAsync(ownerId, Limits.MostConcurrentRuns, cancellationToken);
        if (waiting.Count is 0)
        {
            await CalmAsync(ledger, cancellationToken);
            return;
        }

        // One that never began leaves no place, but those behind it may be waiting for nobody else.
        var places = wasWaiting ? 1 : Math.Max(1, (await settings.GetAsync(ownerId, cancellationToken)).Limits.MaxConcurrentRuns - running);
        foreach (var next in waiting.Take(places))
        {
            await messages.ExecuteAsync(ownerId, next.RunId, TimeSpan.Zero, cancellationToken);
        }
    }

    /// <summary>Nobody waits any more; unless somebody has changed the ledger since: then they look again.</summary>
    private Task<bool> CalmAsync(StoredLedger ledger, CancellationToken cancellationToken) => ledgers.TakeAsync<bool>(
        ledger.Ledger.OwnerId,
        async (known, _) => known.ETag == ledger.ETag && known.Ledger.SomebodyWaits
            ? (await spending.TrySaveAsync(new(known, known.Ledger with { SomebodyWaits = false }), cancellationToken), null)
            : (false, known),
        cancellationToken);

    /// <summary>Takes the run a place and holds back what it may cost, on the ledger as it is.</summary>
    private async Task<Reservation> TryReserveAsync(StoredRun stored, UserSettings kept, CancellationToken cancellationToken)
    {
        var model = await models.FindAsync(stored.Run.ModelId, cancellationToken);
        return await ledgers.TakeAsync<Reservation>(
            stored.Run.OwnerId,
            async (known, isRemembered) =>
            {
                var budget = BudgetFor(stored.Run, kept, model, known.Ledger);
                if (budget.Admission is Admission.Granted)
                {
                    var tried = stored.Run.Claim(budget.Added, clock.GetUtcNow());
                    LedgerChange reserved = new(known, known.Ledger.Reserve(tried.Id, budget.ReservedUsd));
                    var written = await runs.TryReplaceAsync([new(stored, tried)], reserved, cancellationToken);
                    return written is null && isRemembered ? null : (new(budget, tried, written?.Runs[0]), written?.Ledger);
                }

                // Nobody is refused, or made to wait, because of what is only remembered.
                return isRemembered ? null
                    : budget.Admission is Admission.Refused || known.Ledger.SomebodyWaits ? (new(budget), known)
                    : await spending.TrySaveAsync(new(known, known.Ledger with { SomebodyWaits = true }), cancellationToken) ? (new(budget), null)
                    : null;
            },
            cancellationToken);
    }

    /// <summary>The claim on a run that follows one that has just ended, if it may begin.</summary>
    private (Run Run, SpendingLedger Ledger)? Follow(Run next, UserSettings kept, CatalogModel? model, SpendingLedger ledger) =>
        next is { CalledAt: null, CancelRequestedAt: null } && next.IsClaimable(clock.GetUtcNow())
            && BudgetFor(next, kept, model, ledger) is { Admission: Admission.Granted } budget
            ? (next.Claim(budget.Added, clock.GetUtcNow()), ledger.Reserve(next.Id, budget.ReservedUsd))
            : null;

    // A run that is taken over from a dead holder has a place already.
    private RunBudget BudgetFor(Run run, UserSettings kept, CatalogModel? model, SpendingLedger ledger) =>
        RunBudget.For(run.Input, model, kept.Limits, ledger.Release(run.Id), clock.GetUtcNow());

    private SpendingLedger Settle(SpendingLedger ledger, Run before, Run ended, bool isCostAwaited) =>
        ended.Outcome.TotalCostUsd is { } cost ? ledger.Settle(ended.Id, cost - (before.Outcome.TotalCostUsd ?? 0), clock.GetUtcNow())
        : isCostAwaited ? ledger.Settle(ended.Id, null, clock.GetUtcNow())
        : ledger.Release(ended.Id);

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

    /// <summary>What came of trying to take a place: the decision, the claim that was tried, and the run if it is now ours.</summary>
    private sealed record Reservation(RunBudget Budget, Run? Tried = null, StoredRun? Claimed = null);
}
