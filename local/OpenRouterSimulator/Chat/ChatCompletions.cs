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
    PromptCache cache,
    SimulatorLog log,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    IOptions<SimulatorOptions> options)
{
    public async Task AnswerAsync(HttpContext http)
    {
        var now = clock.GetUtcNow();
        var call = new RunningCall(log, clock, SimulatedCall.Of(http.Request, Generation.NewId(now), now));
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
        Route? route = null;
        try
        {
            admission.CheckKey(key);
            var body = await ChatRequestReader.ReadJsonAsync(http.Request, http.RequestAborted);
            call.Learn(known => known with { Request = body });
            var request = ChatRequestReader.Read(body, http.Request.Headers);
            route = new Route(request.Models);
            call.Learn(known => known with { RequestedModel = request.Models[0], Streamed = request.Stream });

            var admitted = admission.Admit(key, request, route, AnswerWriter.PromptTokens(request));
            call.Learn(known => known with { Model = admitted.Model.Id, Provider = admitted.Model.Provider });
            await AnswerAsync(http, key, call, request, admitted, route);
        }
        catch (ApiErrorException error)
        {
            error.UserId = key.UserId;
            error.RouterMetadata = route is not null && Route.IsWanted(http.Request) ? route.ToJson(isByok: false) : null;
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext http, ApiKey key, RunningCall call, ChatRequest request, Admitted admitted, Route route)
    {
        try
        {
            var (model, script) = (admitted.Model, admitted.Script);
            await GenerateAsync(http, key, call, new Generation(call.Call.GenerationId, call.Call.StartedAt, request, admitted)
            {
                ModelName = script.EchoesCanonicalSlug || options.Value.CanonicalModel ? model.CanonicalSlug : model.Id,
                Cached = cache.Use(key, model, request),
                Route = Route.IsWanted(http.Request) ? route : null,
            });
        }
        finally
        {
            ledger.Release(key, admitted.Reserved);
        }
    }

    private async Task GenerateAsync(HttpContext http, ApiKey key, RunningCall call, Generation generation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.AddCommonHeaders();
        http.Response.Headers["X-Generation-Id"] = generation.Id;
        var pace = PaceOf(http.Request, generation);
        try
        {
            await pace.WaitForFirstByteAsync(ending.Token);
            await (generation.Request.Stream
                ? new StreamedAnswer(http, generation, pace, options.Value.UsageChunk, SettleOnce, ending.Token).WriteAsync()
                : new WholeAnswer(http, generation, pace, options.Value.Padding, SettleOnce, ending.Token).WriteAsync());
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            SettleOnce(Outcome.Aborted, UsageWhenAborted(generation));
            // When it is the program that ends, the client must not take what it has for a whole answer.
            http.Abort();
        }

        void SettleOnce(Outcome outcome, Usage usage)
        {
            if (call.Call.Outcome == Outcome.Running)
            {
                Settle(key, call, generation, outcome, usage);
            }
        }
    }

    /// <summary>Some providers cannot be stopped, and a call that is not streamed cannot either: billed in full.</summary>
    private static Usage UsageWhenAborted(Generation generation) =>
        generation.Request.Stream && generation.Model.StopsBilling ? generation.UsageSoFar() : generation.WholeUsage();

    private void Settle(ApiKey key, RunningCall call, Generation generation, Outcome outcome, Usage usage)
    {
        ledger.Charge(key, usage.Cost, usage.ByokCost);
        call.Learn(known => known with
        {
            FinishReason = outcome switch { Outcome.Completed => generation.FinishReason, Outcome.Failed => "error", _ => null },
            NativeFinishReason = outcome == Outcome.Completed ? generation.NativeFinishReason : null,
            Usage = usage,
            FirstToken = generation.FirstToken,
            RecordDelay = TimeSpan.FromMilliseconds(generation.Script.RecordDelayMs),
        });
        call.End(outcome);
    }

    private Pace PaceOf(HttpRequest request, Generation generation)
    {
        int? Header(string name) =>
            int.TryParse(request.Headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;

        return new Pace(
            clock,
            Header(SimulatorOptions.FirstByteHeader) ?? generation.Script.FirstByteMs,
            Header(SimulatorOptions.FirstTokenHeader) ?? options.Value.FirstTokenMs,
            Header(SimulatorOptions.TokenHeader) ?? generation.Model.TokenMs ?? options.Value.TokenMs,
            options.Value.KeepAliveMs);
    }
}
