using System.Globalization;
using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Errors;

/// <summary>Every error that this simulator answers, in OpenRouter's words, and the one place that writes them.</summary>
public static class ApiErrors
{
    public static ApiErrorException BadRequest(string message) => new(400, message);

    public static ApiErrorException NotFound(string message) => new(404, message);

    public static ApiErrorException InputRequired() => BadRequest("Input required: specify \"prompt\" or \"messages\"");

    public static ApiErrorException UnknownModel(string id) => BadRequest($"{id} is not a valid model ID");

    public static ApiErrorException ContextTooLong(int limit, int asked, int input) => BadRequest(
        $"This endpoint's maximum context length is {limit} tokens. However, you requested about {asked} tokens ({input} of text input). " +
        "Please reduce the length of either one, or use the context-compression plugin to compress your prompt automatically.");

    public static ApiErrorException NoKey() => new(401, "Missing Authentication header");

    public static ApiErrorException RevokedKey() => new(401, "User not found.");

    public static ApiErrorException NoCredits() => new(402, "Insufficient credits. Add more using https://openrouter.ai/credits");

    public static ApiErrorException CannotAfford(int asked, int affordable) => new(
        402,
        $"This request requires more credits, or fewer max_tokens. You requested up to {asked} tokens, but can only afford {affordable}. " +
        "To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account",
        new JsonObject { ["provider_name"] = null });

    public static ApiErrorException InFlightBudget(int retryAfterSeconds) => new ApiErrorException(
        402,
        "This request would exceed your available credits given your current in-flight requests. Retry after in-flight requests settle, or add credits.",
        new JsonObject
        {
            ["reason"] = "in_flight_budget_exhausted",
            ["limit_source"] = "openrouter_in_flight_budget",
            ["remedy_hint"] = "Wait for your requests in flight to settle, or add credits",
        }).RetryAfter(retryAfterSeconds);

    public static ApiErrorException KeyLimit() =>
        new(403, "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys");

    public static ApiErrorException Moderated(Model model) => new(
        403,
        $"{model.Id} requires moderation on {model.Provider}. Your input was flagged for \"violence\". No credits were charged.",
        new JsonObject
        {
            ["reasons"] = new JsonArray("violence"),
            ["flagged_input"] = "the first words...the last words",
            ["provider_name"] = model.Provider,
            ["model_slug"] = model.CanonicalSlug,
        });

    public static ApiErrorException TimedOut() => new(408, "Operation timed out. Please try again later.");

    /// <summary>The per-minute limit of free models. There is no Retry-After: the reset, in epoch milliseconds, is in the metadata and the headers.</summary>
    public static ApiErrorException FreeLimit(DateTimeOffset now)
    {
        var reset = (now.ToUnixTimeSeconds() / 60 + 1) * 60_000;
        var limits = new Dictionary<string, string>
        {
            ["X-RateLimit-Limit"] = "20",
            ["X-RateLimit-Remaining"] = "0",
            ["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture),
        };
        var error = new ApiErrorException(429, "Rate limit exceeded: free-models-per-min. ", new JsonObject
        {
            ["headers"] = new JsonObject(limits.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["limit_source"] = "openrouter_free_tier_per_minute",
            ["remedy_hint"] = "Slow down requests to free models, or retry after the reset (see X-RateLimit-Reset)",
        });
        foreach (var (name, value) in limits)
        {
            error.Headers[name] = value;
        }

        return error;
    }

    public static ApiErrorException UpstreamLimit(Model model, int retryAfterSeconds) => new ApiErrorException(
        429,
        "Provider returned error",
        new JsonObject
        {
            ["raw"] = $"{model.Id} is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your rate limits: https://openrouter.ai/settings/integrations",
            ["provider_name"] = model.Provider,
            ["is_byok"] = false,
            ["limit_source"] = "upstream_provider_shared_pool",
            ["remedy_hint"] = "Retry shortly, or choose another model",
        }).RetryAfter(retryAfterSeconds);

    public static ApiErrorException Unavailable(int retryAfterSeconds) =>
        new ApiErrorException(503, "Service temporarily unavailable", Typed("provider_overloaded")).RetryAfter(retryAfterSeconds);

    public static ApiErrorException Internal() => new(500, "Internal Server Error", Typed("server"));

    /// <summary>The cause is in <c>raw</c>, in whatever form the provider gave it; here JSON text inside a string.</summary>
    public static ApiErrorException Provider(Model model, int status, string cause, string errorType) => new(
        status,
        "Provider returned error",
        new JsonObject
        {
            ["raw"] = new JsonObject { ["error"] = new JsonObject { ["message"] = cause, ["type"] = errorType } }.ToWire(),
            ["provider_name"] = model.Provider,
            ["is_byok"] = false,
            ["error_type"] = errorType,
        });

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
            foreach (var (name, value) in error.Headers)
            {
                http.Response.Headers[name] = value;
            }

            await http.Response.WriteWireAsync(error.ToBody(), http.RequestAborted);
        }
    }

    private static ApiErrorException RetryAfter(this ApiErrorException error, int seconds)
    {
        if (seconds > 0)
        {
            error.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return error;
    }
}
