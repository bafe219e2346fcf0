using System.Globalization;
using Microsoft.Extensions.Options;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Errors;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator.Chat;

/// <summary>One chat call from its first byte to its bill. Whatever happens to it, the log says how it ended.</summary>
public sealed class ChatCompletions(
    Admission admission,
    KeyLedger ledger,
    SimulatorLog log,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    IOptions<SimulatorOptions> options)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var now = clock.GetUtcNow();
        var call = new RunningCall(log, clock, Describe(http.Request, new SimulatedCall(Generation.NewId(now), now)));
        try
        {
            var key = ApiKey.Require(http.Request);
            call.Learn(known => known with { KeyLabel = key.Label });
            await AnswerAsync(http, key, call);
        }
        catch (ApiErrorException error)
        {
            call.End(Outcome.Failed, error.Status);
            throw;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // Hung up before the request had been read.
            call.End(Outcome.Aborted, StatusCodes.Status499ClientClosedRequest);
        }
    }

    private async Task AnswerAsync(HttpContext http, ApiKey key, RunningCall call)
    {
        try
        {
            Admission.CheckKey(key);
            var request = await ChatRequestReader.ReadAsync(http.Request, http.RequestAborted);
            call.Learn(known => known with { RequestedModel = request.Models[0], Streamed = request.Stream });

            var promptTokens = AnswerWriter.PromptTokens(request);
            var model = admission.Admit(key, request, promptTokens);
            call.Learn(known => known with { Model = model.Id, Provider = model.Provider });

            var generation = new Generation(call.Call.GenerationId, call.Call.StartedAt, request, model, promptTokens);
            await GenerateAsync(http, key, call, generation);
        }
        catch (ApiErrorException error)
        {
            error.UserId = key.UserId;
            throw;
        }
    }

    private static SimulatedCall Describe(HttpRequest request, SimulatedCall call)
    {
        string? Header(string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

        return call with
        {
            Referer = Header("HTTP-Referer"),
            Title = Header("X-OpenRouter-Title") ?? Header("X-Title"),
            Categories = Header("X-OpenRouter-Categories"),
            UserAgent = Header("User-Agent"),
        };
    }

    private async Task GenerateAsync(HttpContext http, ApiKey key, RunningCall call, Generation generation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.AddCommonHeaders();
        http.Response.Headers["X-Generation-Id"] = generation.Id;
        var pace = PaceOf(http.Request, generation);
        try
        {
            await (generation.Request.Stream
                ? new StreamedAnswer(http, generation, pace, options.Value.UsageChunk, SettleOnce, ending.Token).WriteAsync()
                : new WholeAnswer(http, generation, pace, options.Value.Padding, SettleOnce, ending.Token).WriteAsync());
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            SettleOnce(Outcome.Aborted);
            // When it is the program that ends, the client must not take what it has for a whole answer.
            http.Abort();
        }

        void SettleOnce(Outcome outcome)
        {
            if (call.Call.Outcome == Outcome.Running)
            {
                Settle(key, call, generation, outcome);
            }
        }
    }

    private void Settle(ApiKey key, RunningCall call, Generation generation, Outcome outcome)
    {
        var usage = outcome switch
        {
            Outcome.Completed => generation.WholeUsage(),
            Outcome.Aborted when generation.Request.Stream && generation.Model.StopsBilling => generation.UsageSoFar(),
            // Some providers cannot be stopped, and a call that is not streamed cannot either: billed in full.
            Outcome.Aborted => generation.WholeUsage(),
            _ => generation.UsageSoFar().Unbilled(),
        };
        ledger.Charge(key, usage.Cost);
        call.Learn(known => known with
        {
            FinishReason = outcome switch { Outcome.Completed => generation.Answer.FinishReason, Outcome.Failed => "error", _ => null },
            NativeFinishReason = outcome == Outcome.Completed ? generation.NativeFinishReason : null,
            PromptTokens = usage.PromptTokens,
            CompletionTokens = usage.CompletionTokens,
            ReasoningTokens = usage.ReasoningTokens,
            Cost = usage.Cost,
            FirstToken = generation.FirstToken,
        });
        call.End(outcome);
    }

    private Pace PaceOf(HttpRequest request, Generation generation)
    {
        int? Header(string name) =>
            int.TryParse(request.Headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;

        return new Pace(
            clock,
            Header(SimulatorOptions.FirstTokenHeader) ?? options.Value.FirstTokenMs,
            Header(SimulatorOptions.TokenHeader) ?? generation.Model.TokenMs ?? options.Value.TokenMs,
            options.Value.KeepAliveMs);
    }
}
