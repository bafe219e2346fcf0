using Microsoft.Extensions.Logging;
using PromptLab.Platform.OpenRouter;
using PromptLab.Platform.Secrets;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// The one place that executes a run, called by the page that waits and by the queue. A message may arrive twice; a finished
/// run is left alone and a live claim is respected.
/// </summary>
public sealed partial class RunExecutor(
    ApiKeys apiKeys, OpenRouterClient openRouter, RunTelemetry telemetry, TimeProvider clock, ILogger<RunExecutor> logger)
{
    /// <summary>Takes a claimed run to its end. Storage that fails lets this throw, and the queue delivers again.</summary>
    /// <param name="onDelta">Hears each piece of the answer as it arrives.</param>
    /// <param name="shutdown">The app is stopping: what has arrived is kept, the run becomes interrupted.</param>
    public async Task<Run> ExecuteAsync(RunClaim claim, Func<ChatDelta, ValueTask> onDelta, CancellationToken shutdown)
    {
        using var span = telemetry.Start(claim.Run);
        Log.Started(logger, claim.Run.Id, ModelName.Of(claim.Run.ModelId));
        ChatCompletion answer = new();
        RunTiming timing = new(clock);
        using CancellationTokenSource ended = new();
        var keptAlive = claim.KeepAliveAsync(answer, ended.Token);

        RunStatus status;
        OpenRouterException? error;
        try
        {
            (status, error) = await CallAsync(claim, answer, delta => timing.HearAsync(delta, onDelta), shutdown);
        }
        finally
        {
            // Whatever happened: a claim that went on being renewed would keep everybody else away for ever.
            await ended.CancelAsync();
            await keptAlive;
        }

        var outcome = OutcomeOf(answer, timing, status, error);
        await claim.FinishAsync(run => run.Finish(status, RunAnswer.Of(answer), outcome, clock.GetUtcNow()));

        RunTelemetry.End(span, claim.Run);
        Log.Finished(logger, claim.Run.Id, status, error?.Code);
        return claim.Run;
    }

    private async Task<(RunStatus Status, OpenRouterException? Error)> CallAsync(
        RunClaim claim, ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, CancellationToken shutdown)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(claim.Stop, shutdown);
        try
        {
            var apiKey = await apiKeys.OpenAsync(claim.Run.OwnerId, claim.Settings, either.Token);
            await claim.MarkCalledAsync(either.Token);
            either.Token.ThrowIfCancellationRequested();
            await openRouter.StreamAsync(claim.Run.ModelId, apiKey, ChatRequest.BodyFor(claim.Run), answer, onDelta, either.Token);
            return (RunStatus.Succeeded, null);
        }
        catch (OpenRouterException error)
        {
            return (RunStatus.Failed, error);
        }
        catch (EnvelopeException error)
        {
            return (RunStatus.Failed, error.Failure is EnvelopeFailure.KeyUnavailable
                ? new("api-key-unavailable", "The vault that protects your saved API key does not answer just now. The key is still saved; run this again in a minute.")
                : new("api-key-unreadable", "The saved API key cannot be read any more. Save it again in the settings."));
        }
        catch (OperationCanceledException) when (claim.Stop.IsCancellationRequested)
        {
            return (RunStatus.Canceled, null);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            return (RunStatus.Interrupted, new("interrupted", "PromptLab was stopped while this was running. What had arrived is kept."));
        }
    }

    private static RunOutcome OutcomeOf(ChatCompletion answer, RunTiming timing, RunStatus status, OpenRouterException? error) => new()
    {
        ResolvedModelId = answer.Model,
        Provider = answer.Provider,
        GenerationId = answer.GenerationId,
        FinishReason = answer.FinishReason,
        InputTokens = answer.Usage?.PromptTokens,
        OutputTokens = answer.Usage?.CompletionTokens,
        ReasoningTokens = answer.Usage?.CompletionTokensDetails?.ReasoningTokens,
        CachedTokens = answer.Usage?.PromptTokensDetails?.CachedTokens,
        TotalCostUsd = answer.Usage?.TotalCost,
        LatencyMs = timing.ElapsedMs,
        TimeToFirstTokenMs = timing.FirstTokenMs,
        ErrorCode = error?.Code,
        ErrorMessage = error?.Message,
        Billing = status is RunStatus.Canceled ? CancelBilling.For(answer.Provider) : null,
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Run {RunId} starts on {ModelId}")]
        public static partial void Started(ILogger logger, Guid runId, string modelId);

        [LoggerMessage(LogLevel.Information, "Run {RunId} is {Status} {ErrorCode}")]
        public static partial void Finished(ILogger logger, Guid runId, RunStatus status, string? errorCode);
    }
}
