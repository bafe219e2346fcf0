namespace PromptLab.Platform.OpenRouter;

/// <summary>What a failure is called, what it means, and what a person can do about it.</summary>
internal sealed record Failure(string Code, string Meaning, string Advice);

/// <summary>Each failure of OpenRouter's has one row: the first whose status and sign fit. Where OpenRouter has an advice of its own, that is shown.</summary>
internal static class FailureTable
{
    private static readonly Failure TooLong = new(
        "prompt-too-long", "The request is too long for the model", "Shorten the prompt, lower max_tokens, or choose a model with more context.");

    private static readonly Failure Refused = new("content-refused", "The content was refused", "Change the prompt, or choose another model.");

    private static readonly Failure LimitReached = new(
        "spending-limit-reached", "A spending limit set at OpenRouter is reached", "Raise it at https://openrouter.ai/settings/keys, or wait until it starts anew.");

    private static readonly Failure DailyLimit = new(
        "rate-limited", "This day's free requests are used up", "Wait until midnight UTC, or choose a model that is not free.");

    private static readonly Failure MinuteLimit = new("rate-limited", "This minute's free requests are used up", "Run it again in a minute.");

    private static readonly (int? Status, string? Sign, Failure Failure)[] Rows =
    [
        (400, "not a valid model ID", new("model-unavailable", "OpenRouter does not know the model", "Choose another model.")),
        (400, "model_not_found", new("model-unavailable", "OpenRouter does not know the model", "Choose another model.")),
        (400, "wrong_endpoint", new("model-unavailable", "The model cannot chat", "Choose another model.")),
        (400, "maximum context length", TooLong),
        (400, "context_length_exceeded", TooLong),
        (400, "max_tokens_exceeded", TooLong),
        (400, "token_limit_exceeded", TooLong),
        (400, "Token limit reached", TooLong),
        (400, "string_too_long", TooLong),
        (400, "content_policy_violation", Refused),
        (400, "refusal", Refused),
        (401, null, new("api-key-rejected", "OpenRouter does not accept the API key", "Save a valid key in the settings.")),
        (402, RetryRules.InFlightBudget, new("out-of-credits", "The credits left are reserved for runs under way", "Run fewer at once, lower max_tokens, or add credits.")),
        (402, "openrouter_key_limit", LimitReached),
        (402, "fewer max_tokens", new("out-of-credits", "The credits left do not cover the longest possible answer", "Lower max_tokens, or add credits at https://openrouter.ai/settings/credits.")),
        (402, "Prompt tokens limit exceeded", new("out-of-credits", "The credits left do not cover a prompt this long", "Shorten the prompt, or add credits at https://openrouter.ai/settings/credits.")),
        (402, null, new("out-of-credits", "The OpenRouter account cannot pay for this", "Add credits at https://openrouter.ai/settings/credits.")),
        (403, "Key limit exceeded", LimitReached),
        (403, "Budget limit exceeded", LimitReached),
        (403, "openrouter_key_limit", LimitReached),
        (403, "openrouter_guardrail_budget", LimitReached),
        (403, "openrouter_workspace_budget", LimitReached),
        (403, "region_restricted", new("not-allowed", "The model is not offered in your region", "Choose another model.")),
        (403, "Request blocked", Refused),
        (403, "moderation", Refused),
        (403, "content_policy_violation", Refused),
        (403, null, new("not-allowed", "OpenRouter refused this", "Check what the key and the guardrails of the OpenRouter account allow.")),
        (404, "data policy", new("model-unavailable", "No provider fits the privacy settings", "Allow more providers at https://openrouter.ai/settings/privacy, or choose another model.")),
        (404, "privacy_restricted", new("model-unavailable", "No provider fits the privacy settings", "Allow more providers at https://openrouter.ai/settings/privacy, or choose another model.")),
        (404, "tool use", new("model-unavailable", "No provider of this model takes tools", "Remove the tools, or choose another model.")),
        (404, "tool_choice", new("model-unavailable", "No provider of this model takes this tool_choice", "Change tool_choice, or choose another model.")),
        (404, null, new("model-unavailable", "No provider can answer this now", "Choose another model, or ask for fewer parameters.")),
        (408, null, new("openrouter-timeout", "The model took too long", "Run it again, or choose another model.")),
        (413, null, TooLong),
        (429, RetryRules.DailyLimit, DailyLimit),
        (429, RetryRules.DailyLimitWords, DailyLimit),
        (429, "openrouter_free_tier_per_minute", MinuteLimit),
        (429, "free-models-per-min", MinuteLimit),
        (429, "upstream_provider_shared_pool", new("rate-limited", "The model's provider is busy", "Run it again shortly, or choose another model.")),
        (429, null, new("rate-limited", "OpenRouter is limiting requests", "Run it again shortly, or choose another model.")),
        (500, null, new("openrouter-failed", "OpenRouter or the model's provider failed", "Run it again.")),
        (502, null, new("openrouter-failed", "The model's provider failed", "Run it again, or choose another model.")),
        (503, null, new("openrouter-failed", "No provider of this model is free just now", "Run it again in a minute, or choose another model.")),
        (504, null, new("openrouter-timeout", "The model took too long", "Run it again, or choose another model.")),
        (524, null, new("openrouter-timeout", "The model took too long", "Run it again, or choose another model.")),
        (529, null, new("openrouter-failed", "The model's provider is overloaded", "Run it again in a minute, or choose another model.")),
    ];

    private static readonly Failure OtherServerError = new("openrouter-failed", "The model's provider failed", "Run it again, or choose another model.");

    private static readonly Failure OtherRefusal = new("openrouter-rejected", "OpenRouter did not accept the request", "Change the parameters, or choose another model.");

    public static Failure For(int status, ChatError error)
    {
        if (status is 403 && error.Reasons.Count > 0)
        {
            return Refused;
        }

        var row = Rows.FirstOrDefault(row => row.Status == status && (row.Sign is null || error.Bears(row.Sign)));
        return row.Failure ?? (status >= 500 ? OtherServerError : OtherRefusal);
    }
}
