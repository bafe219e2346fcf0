using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.OpenRouter;
using PromptLab.Platform.Secrets;
using PromptLab.Platform.Storage;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// Asks OpenRouter for what a call has cost that ended without saying so: cancelled, interrupted, broken off. Until then, and for
/// as long as nobody knows, the cost is null and the money stays held back; after the last try it is let go.
/// </summary>
public sealed class RunCosts(
    RunStore runs, RunClaims claims, RunMessages messages, ApiKeys apiKeys, Spending spending, OpenRouterClient openRouter, TimeProvider clock)
{
    /// <summary>Pauses from 4 seconds to half an hour: together about six hours.</summary>
    private const int Attempts = 20;

    /// <summary>From here on half an hour lies between two attempts.</summary>
    private const int PatientAttempt = 10;

    [Function("AskForCost")]
    public async Task Ask([QueueTrigger(StorageNames.RunCostQueue)] CostAwaited message, CancellationToken cancellationToken)
    {
        var stored = await runs.FindAsync(message.OwnerId, message.RunId, cancellationToken);
        if (stored is { Run.Outcome: { TotalCostUsd: null, GenerationId: { } generationId } })
        {
            if (stored.Run.IsFinished && await FindAsync(stored.Run, generationId, cancellationToken) is { Cost: not null } generation)
            {
                await SettleAsync(stored, generation, cancellationToken);
                return;
            }

            if (message.Attempt < Attempts)
            {
                await messages.AskForCostAsync(message with { Attempt = message.Attempt + 1 }, cancellationToken);
                return;
            }
        }

        if (stored?.Run is not { IsFinished: false })
        {
            await LetGoAsync(message, cancellationToken);
        }
    }

    /// <summary>What failed five times is no reason to stop asking: the money would be held back for ever.</summary>
    [Function("AskForPoisonedCost")]
    public Task AskAgain([QueueTrigger(StorageNames.RunCostPoisonQueue)] CostAwaited message, CancellationToken cancellationToken) =>
        messages.AskForCostAsync(message with { Attempt = Math.Max(message.Attempt, PatientAttempt) }, cancellationToken);

    /// <summary>What OpenRouter wrote down of the call; null when it does not know it yet, or cannot be asked.</summary>
    private async Task<GenerationFacts?> FindAsync(Run run, string generationId, CancellationToken cancellationToken)
    {
        try
        {
            var apiKey = await apiKeys.FindAsync(run.OwnerId, cancellationToken);
            return await openRouter.FindGenerationAsync(run.ModelId, apiKey, generationId, cancellationToken);
        }
        catch (Exception error) when (error is OpenRouterException or EnvelopeException)
        {
            return null;
        }
    }

    private async Task SettleAsync(StoredRun stored, GenerationFacts generation, CancellationToken cancellationToken)
    {
        for (StoredRun? current = stored; current is { Run: { IsFinished: true, Outcome.TotalCostUsd: null } }; current = await runs.RefreshAsync(current, cancellationToken))
        {
            if (await claims.TryEndAsync(current, current.Run.LearnCost(OutcomeOf(current.Run, generation), clock.GetUtcNow()), cancellationToken) is not null)
            {
                return;
            }
        }
    }

    private static RunOutcome OutcomeOf(Run run, GenerationFacts generation) => run.Outcome with
    {
        TotalCostUsd = generation.Cost,
        ResolvedModelId = run.Outcome.ResolvedModelId ?? generation.Model,
        Provider = run.Outcome.Provider ?? generation.ProviderName,
        InputTokens = run.Outcome.InputTokens ?? generation.NativeTokensPrompt,
        OutputTokens = run.Outcome.OutputTokens ?? generation.NativeTokensCompletion,
        ReasoningTokens = run.Outcome.ReasoningTokens ?? generation.NativeTokensReasoning,
        CachedTokens = run.Outcome.CachedTokens ?? generation.NativeTokensCached,
        Billing = run.Status is RunStatus.Canceled && generation.Cancelled == true ? CancelBilling.Stopped : run.Outcome.Billing,
    };

    private async Task LetGoAsync(CostAwaited message, CancellationToken cancellationToken)
    {
        StoredLedger ledger;
        SpendingLedger released;
        do
        {
            ledger = await spending.GetAsync(message.OwnerId, cancellationToken);
            released = ledger.Ledger.Release(message.RunId);
        }
        while (released != ledger.Ledger && !await spending.TrySaveAsync(new(ledger, released), cancellationToken));
    }
}
