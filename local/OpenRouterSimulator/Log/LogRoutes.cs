using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Chat;
using OpenRouterSimulator.Errors;
using static OpenRouterSimulator.WireJson;

namespace OpenRouterSimulator.Log;

/// <summary>The log over HTTP: OpenRouter's own record of a generation, and the simulator's list of all.</summary>
public static class LogRoutes
{
    public static void MapGenerations(this WebApplication app)
    {
        app.MapGet("/api/v1/generation", GenerationAsync);
        app.MapGet("/simulator/calls", (HttpContext http, SimulatorLog log) =>
            http.Response.WriteWireAsync(new JsonArray([.. log.Calls.Select(Summary)]), http.RequestAborted));
    }

    /// <summary>Eventually consistent, as the real one: 404 for a while after the end of a call.</summary>
    private static Task GenerationAsync(
        HttpContext http, SimulatorLog log, TimeProvider clock, IOptions<SimulatorOptions> options, string id = "")
    {
        var key = ApiKey.Require(http.Request);
        var call = log.Find(id);
        var delay = TimeSpan.FromMilliseconds(options.Value.GenerationDelayMs);
        if (call?.Status != 200 || call.KeyLabel != key.Label || call.EndedAt is not { } endedAt || clock.GetUtcNow() < endedAt + delay + call.RecordDelay)
        {
            throw ApiErrors.NotFound("Resource not found");
        }

        return http.Response.WriteWireAsync(new JsonObject { ["data"] = Record(call, endedAt) }, http.RequestAborted);
    }

    private static JsonObject Record(SimulatedCall call, DateTimeOffset endedAt) => new(
    [
        .. Identity(call, endedAt),
        .. Counts(call),
        .. Origin(call),
    ]);

    private static Dictionary<string, JsonNode?> Identity(SimulatedCall call, DateTimeOffset endedAt) => new()
    {
        ["id"] = call.GenerationId,
        ["upstream_id"] = null,
        ["total_cost"] = Number(call.Cost),
        ["cache_discount"] = call.Usage.Cached == CachedTokens.None ? null : Number(call.Usage.CacheDiscount),
        ["upstream_inference_cost"] = Number(call.Usage.UpstreamCost),
        ["created_at"] = Time(call.StartedAt),
        ["model"] = call.Model,
        ["app_id"] = null,
        ["streamed"] = call.Streamed,
        ["cancelled"] = call.Outcome == Outcome.Aborted,
        ["provider_name"] = call.Provider,
        ["latency"] = (long?)call.FirstToken?.TotalMilliseconds,
        ["moderation_latency"] = null,
        ["generation_time"] = (long)(endedAt - call.StartedAt).TotalMilliseconds,
        ["finish_reason"] = call.FinishReason,
        ["native_finish_reason"] = call.NativeFinishReason,
        ["service_tier"] = null,
    };

    private static Dictionary<string, JsonNode?> Counts(SimulatedCall call) => new()
    {
        ["tokens_prompt"] = call.PromptTokens,
        ["tokens_completion"] = call.CompletionTokens,
        ["native_tokens_prompt"] = call.PromptTokens,
        ["native_tokens_completion"] = call.CompletionTokens,
        ["native_tokens_completion_images"] = 0,
        ["native_tokens_reasoning"] = call.Usage.ReasoningTokens,
        ["native_tokens_cached"] = call.Usage.Cached.Read,
        ["num_media_prompt"] = null,
        ["num_input_audio_prompt"] = null,
        ["num_media_completion"] = null,
        ["num_search_results"] = call.Usage.Searches,
        ["num_fetches"] = null,
    };

    private static Dictionary<string, JsonNode?> Origin(SimulatedCall call) => new()
    {
        ["web_search_engine"] = null,
        ["origin"] = call.Referer ?? "",
        ["usage"] = Number(call.Cost),
        ["is_byok"] = call.Usage.IsByok,
        ["external_user"] = call.Request?.Text("user"),
        ["api_type"] = "completions",
        ["preset_id"] = null,
        ["router"] = call.RequestedModel is { } asked && asked is Models.AutoRouter or Models.FreeRouter ? asked : null,
        ["provider_responses"] = null,
        ["user_agent"] = call.UserAgent,
        ["http_referer"] = call.Referer,
        ["data_region"] = "global",
        ["workspace_id"] = null,
    };

    private static JsonObject Summary(SimulatedCall call) => new(
    [
        .. Course(call),
        .. Sender(call),
        .. Bill(call),
        new("request", call.Request is { } body ? JsonNode.Parse(body.GetRawText()) : null),
    ]);

    private static Dictionary<string, JsonNode?> Course(SimulatedCall call) => new()
    {
        ["generation_id"] = call.GenerationId,
        ["started_at"] = Time(call.StartedAt),
        ["ended_at"] = call.EndedAt is { } endedAt ? Time(endedAt) : null,
        ["requested_model"] = call.RequestedModel,
        ["model"] = call.Model,
        ["provider"] = call.Provider,
        ["streamed"] = call.Streamed,
        ["outcome"] = call.Outcome.ToString().ToLowerInvariant(),
        ["cancelled"] = call.Outcome == Outcome.Aborted,
        ["status"] = call.Status,
        ["finish_reason"] = call.FinishReason,
    };

    private static Dictionary<string, JsonNode?> Sender(SimulatedCall call) => new()
    {
        ["key_label"] = call.KeyLabel,
        ["http_referer"] = call.Referer,
        ["title"] = call.Title,
        ["categories"] = call.Categories,
        ["user_agent"] = call.UserAgent,
    };

    private static Dictionary<string, JsonNode?> Bill(SimulatedCall call) => new()
    {
        ["prompt_tokens"] = call.PromptTokens,
        ["completion_tokens"] = call.CompletionTokens,
        ["reasoning_tokens"] = call.Usage.ReasoningTokens,
        ["cached_tokens"] = call.Usage.Cached.Read,
        ["cost"] = Number(call.Cost),
    };
}
