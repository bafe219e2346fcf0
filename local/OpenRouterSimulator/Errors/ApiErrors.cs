using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Errors;

/// <summary>The errors that a request may earn, in OpenRouter's words, and the one place that writes them.</summary>
public static class ApiErrors
{
    private const string AboutRouting = "To learn more about provider routing, visit: https://openrouter.ai/docs/guides/routing/provider-selection";

    public static ApiErrorException BadRequest(string message = "Invalid request parameters") => new(400, message);

    public static ApiErrorException NotFound(string message) => new(404, message);

    public static ApiErrorException InputRequired() => BadRequest("Input required: specify \"prompt\" or \"messages\"");

    public static ApiErrorException UnknownModel(string id) => BadRequest($"{id} is not a valid model ID");

    public static ApiErrorException ContextTooLong(int limit, int asked, int input) => BadRequest(
        $"This endpoint's maximum context length is {limit} tokens. However, you requested about {asked} tokens ({input} of text input). " +
        "Please reduce the length of either one, or use the context-compression plugin to compress your prompt automatically.");

    public static ApiErrorException NoKey() => new(401, "Missing Authentication header");

    /// <summary>The words of 2025 for the same; older documents have them too.</summary>
    public static ApiErrorException NoCookie() => new(401, "No cookie auth credentials found");

    public static ApiErrorException RevokedKey() => new(401, "User not found.");

    public static ApiErrorException NoCredits() => new(402, "Insufficient credits. Add more using https://openrouter.ai/credits");

    public static ApiErrorException CannotAfford(int asked, int affordable) => new(
        402,
        $"This request requires more credits, or fewer max_tokens. You requested up to {asked} tokens, but can only afford {affordable}. " +
        "To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account",
        new JsonObject { ["provider_name"] = null });

    public static ApiErrorException PromptTooDear(int tokens, int affordable) => new(
        402,
        $"Prompt tokens limit exceeded: {tokens} > {affordable}. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account",
        new JsonObject { ["provider_name"] = null });

    public static ApiErrorException KeyCannotAfford(int asked, int affordable) => new(
        402,
        $"This request requires more credits, or fewer max_tokens. You requested up to {asked} tokens, but can only afford {affordable}. " +
        "To increase, visit https://openrouter.ai/settings/keys and create a key with a higher monthly limit",
        Limited("openrouter_key_limit", "Raise the limit of this key, or use another key"));

    public static ApiErrorException InFlightBudget() => new(
        402,
        "This request would exceed your available credits given your current in-flight requests. Retry after in-flight requests settle, or add credits.",
        Limited("openrouter_in_flight_budget", "Wait for your requests in flight to settle, or add credits", "in_flight_budget_exhausted"))
    {
        IsTransient = true,
    };

    public static ApiErrorException WeightExceedsBudget() => new(
        402,
        "This request would exceed your available credits. Lower max_tokens, or add credits.",
        Limited("openrouter_credits", "Lower max_tokens, or add credits", "weight_exceeds_budget"));

    public static ApiErrorException KeyLimit() =>
        new(403, "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys");

    public static ApiErrorException NotManaging() => new(403, "Only management keys can perform this operation");

    public static ApiErrorException NoTools(string tool) =>
        NotFound($"No endpoints found that support tool use. Try disabling \"{tool}\". {AboutRouting}");

    public static ApiErrorException NoToolChoice() =>
        NotFound($"No endpoints found that support the provided 'tool_choice' value. {AboutRouting}");

    /// <summary>Misleading, but this is also what OpenRouter says when a strict schema leaves no endpoint.</summary>
    public static ApiErrorException NoPolicy() => NotFound(
        "No endpoints available matching your guardrail restrictions and data policy. Configure: https://openrouter.ai/settings/privacy");

    public static ApiErrorException NoProvider() => NotFound($"No allowed providers are available for the selected model. {AboutRouting}");

    public static ApiErrorException NoModels() => NotFound("No models match your request and model restrictions");

    /// <summary>20 a minute.</summary>
    public static ApiErrorException FreeMinute(DateTimeOffset now) => FreeLimit(
        "Rate limit exceeded: free-models-per-min. ",
        20,
        (now.ToUnixTimeSeconds() / 60 + 1) * 60_000,
        Limited("openrouter_free_tier_per_minute", "Slow down requests to free models, or retry after the reset (see X-RateLimit-Reset)"));

    /// <summary>50 a day, or 1000 for who has bought ten credits.</summary>
    public static ApiErrorException FreeDay(DateTimeOffset now, int limit) => FreeLimit(
        limit == 50
            ? "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day"
            : "Rate limit exceeded: free-models-per-day-high-balance. ",
        limit,
        new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero).ToUnixTimeMilliseconds(),
        Limited("openrouter_free_tier_daily", "Wait for the daily reset (see X-RateLimit-Reset)"));

    public static ApiErrorException UpstreamLimit(Model model) => new(
        429,
        "Provider returned error",
        new JsonObject
        {
            ["raw"] = $"{model.Id} is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your rate limits: https://openrouter.ai/settings/integrations",
            ["provider_name"] = model.Provider,
            ["is_byok"] = false,
            ["limit_source"] = "upstream_provider_shared_pool",
            ["remedy_hint"] = "Retry shortly, or choose another model",
        })
    {
        IsTransient = true,
    };

    public static ApiErrorException Unavailable() =>
        new(503, "Service temporarily unavailable", Typed("provider_overloaded")) { IsTransient = true };

    public static ApiErrorException Internal() => new(500, "Internal Server Error", Typed("server"));

    public static JsonObject Typed(string errorType) => new() { ["error_type"] = errorType };

    /// <summary>Middleware: an error that is thrown before the answer has begun becomes its JSON body.</summary>
    public static async Task WriteAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (ApiErrorException error) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = error.Status;
            AddHeaders(http, error);
            await http.Response.WriteWireAsync(error.ToBody(), http.RequestAborted);
        }
    }

    private static void AddHeaders(HttpContext http, ApiErrorException error)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<SimulatorOptions>>().Value;
        if (error.IsTransient && options.RetryAfterSeconds > 0)
        {
            http.Response.Headers.RetryAfter = $"{options.RetryAfterSeconds}";
        }

        foreach (var (name, value) in error.Headers.Where(header => options.RateLimitHeaders || !header.Key.StartsWith("X-RateLimit", StringComparison.Ordinal)))
        {
            http.Response.Headers[name] = value;
        }
    }

    /// <summary>There is no Retry-After: the reset, in epoch milliseconds, is in the metadata and in the headers.</summary>
    private static ApiErrorException FreeLimit(string message, int limit, long reset, JsonObject metadata)
    {
        (string Name, string Value)[] limits =
            [("X-RateLimit-Limit", $"{limit}"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", $"{reset}")];
        metadata.Insert(0, "headers", new JsonObject(limits.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)header.Value))));
        var error = new ApiErrorException(429, message, metadata);
        foreach (var (name, value) in limits)
        {
            error.Headers[name] = value;
        }

        return error;
    }

    private static JsonObject Limited(string source, string remedy, string? reason = null)
    {
        var metadata = new JsonObject { ["limit_source"] = source, ["remedy_hint"] = remedy };
        if (reason is not null)
        {
            metadata.Insert(0, "reason", reason);
        }

        return metadata;
    }
}
