using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Errors;

/// <summary>Errors that no request earns: only a model that is made to fail answers them, or a call that breaks once 200 has been sent.</summary>
public static class ScriptedErrors
{
    public static ApiErrorException For(Model model, int status) => status switch
    {
        400 => Provider(model, 400, "The request was rejected by the model", "invalid_request"),
        401 => ApiErrors.RevokedKey(),
        402 => ApiErrors.CannotAfford(16384, 3919),
        403 => Moderated(model),
        404 => ApiErrors.NotFound($"No endpoints found for {model.Id}."),
        408 => new(408, "Operation timed out. Please try again later."),
        412 => new(412, "Precondition failed", ApiErrors.Typed("precondition_failed")),
        413 => new(413, "Request payload too large", ApiErrors.Typed("payload_too_large")),
        422 => new(422, "Invalid argument", ApiErrors.Typed("unprocessable")),
        429 => ApiErrors.UpstreamLimit(model),
        500 => ApiErrors.Internal(),
        503 => ApiErrors.Unavailable(),
        504 => Provider(model, 504, "The model did not answer in time", "timeout"),
        524 => new(524, "Request timed out. Please try again later."),
        529 => Provider(model, 529, "Overloaded", "provider_overloaded"),
        _ => Provider(model, status, "Bad Gateway", "provider_unavailable"),
    };

    public static ApiErrorException Guardrail() =>
        new(403, "Request blocked: a guardrail matched the prompt", new() { ["patterns"] = new JsonArray("secret-token") });

    public static ApiErrorException AllBusy(Model model)
    {
        var error = ApiErrors.UpstreamLimit(model);
        error.Metadata!["previous_errors"] = new JsonArray(new JsonObject { ["code"] = 429, ["message"] = "Too Many Requests" });
        error.Headers["Retry-After"] = "2";
        return error;
    }

    /// <summary>Budgets of workspaces are newer than anything captured; told by those who met them.</summary>
    public static ApiErrorException Budget(DateTimeOffset now) => new(
        403,
        "Budget limit exceeded",
        new()
        {
            ["limit_source"] = "openrouter_workspace_budget",
            ["remedy_hint"] = "Wait for the reset, or raise the budget",
            ["scope"] = "workspace",
            ["limit_usd"] = 20,
            ["spend_usd"] = WireJson.Number(20.01m),
            ["resets_at"] = WireJson.Time(new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero)),
        });

    public static ApiErrorException PrivacyRestricted(Model model) => Unavailable(404, "No endpoints found matching your data policy", "not_found", new()
    {
        ["code"] = "privacy_restricted",
        ["retryable"] = false,
        ["requested_models"] = new JsonArray(model.Id),
        ["excluded_by"] = new JsonArray("data_policy"),
    });

    public static ApiErrorException TemporarilyUnavailable(Model model) => Unavailable(503, "Service temporarily unavailable", "provider_overloaded", new()
    {
        ["code"] = "temporarily_unavailable",
        ["retryable"] = true,
        ["retry_after"] = 5,
        ["requested_models"] = new JsonArray(model.Id),
    });

    public static JsonObject Cause() => new() { ["error"] = new JsonObject { ["message"] = "The model is loading", ["type"] = "unavailable" } };

    /// <summary>A provider's own words come in whatever form it chose.</summary>
    public static ApiErrorException Raw(Model model, JsonNode raw) => new(
        502,
        "Provider returned error",
        new() { ["raw"] = raw, ["provider_name"] = model.Provider, ["is_byok"] = false, ["error_type"] = "provider_unavailable" });

    public static ApiErrorException Disconnected() => new(
        502,
        "Provider disconnected",
        new() { ["error_type"] = "provider_unavailable", ["provider_code"] = "upstream_reset" });

    public static ApiErrorException TokenLimit() => new(400, "Token limit reached");

    public static ApiErrorException AfterCommit(Model model) =>
        new(502, "Provider returned error", new() { ["raw"] = "Bad Gateway", ["provider_name"] = model.Provider });

    /// <summary>The form of the documents since August 2026, which the rest of the wire has not followed yet.</summary>
    private static ApiErrorException Unavailable(int status, string message, string errorType, JsonObject availability)
    {
        availability["docs_url"] = "https://openrouter.ai/docs/guides/routing/provider-selection";
        return new(status, message)
        {
            Form = new() { ["message"] = message, ["error_type"] = errorType, ["http_status"] = status, ["availability"] = availability },
        };
    }

    private static ApiErrorException Moderated(Model model) => new(
        403,
        $"{model.Id} requires moderation on {model.Provider}. Your input was flagged for \"violence\". No credits were charged.",
        new()
        {
            ["reasons"] = new JsonArray("violence"),
            ["flagged_input"] = "the first words...the last words",
            ["provider_name"] = model.Provider,
            ["model_slug"] = model.CanonicalSlug,
        });

    /// <summary>The cause is in <c>raw</c>; here JSON text inside a string.</summary>
    private static ApiErrorException Provider(Model model, int status, string cause, string errorType) => new(
        status,
        "Provider returned error",
        new()
        {
            ["raw"] = new JsonObject { ["error"] = new JsonObject { ["message"] = cause, ["type"] = errorType } }.ToWire(),
            ["provider_name"] = model.Provider,
            ["is_byok"] = false,
            ["error_type"] = errorType,
        });
}
