using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>Every failure that OpenRouter documents or was seen to send: its code, and what it says to a person.</summary>
public class FailureTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    /// <summary>What is wrong with the request or the account: told at once, never tried again.</summary>
    public static TheoryData<int, string, string, string> Refusals => new()
    {
        { 400, "Input required: specify \"prompt\" or \"messages\"", "openrouter-rejected", "Change the parameters" },
        { 400, "acme/nope is not a valid model ID", "model-unavailable", "Choose another model" },
        { 400, "This endpoint's maximum context length is 200000 tokens. However, you requested about 2500021 tokens", "prompt-too-long", "Shorten the prompt" },
        { 400, "Invalid request parameters", "openrouter-rejected", "Invalid request parameters" },
        { 400, "Unrecognized key(s) in object: 'foo'", "openrouter-rejected", "'foo'" },
        { 401, "Missing Authentication header", "api-key-rejected", "Save a valid key" },
        { 401, "No cookie auth credentials found", "api-key-rejected", "Save a valid key" },
        { 401, "No auth credentials found", "api-key-rejected", "Save a valid key" },
        { 401, "User not found.", "api-key-rejected", "User not found" },
        { 402, "Insufficient credits. Add more using https://openrouter.ai/credits", "out-of-credits", "Add credits" },
        { 402, "This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919.", "out-of-credits", "Lower max_tokens" },
        { 402, "Prompt tokens limit exceeded: 230799 > 91442. To increase, visit https://openrouter.ai/settings/credits", "out-of-credits", "Shorten the prompt" },
        { 403, "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys", "spending-limit-reached", "Raise it" },
        { 403, "Budget limit exceeded", "spending-limit-reached", "Raise it" },
        { 403, "Only management keys can perform this operation", "not-allowed", "what the key" },
        { 403, "Request blocked: a pattern matched", "content-refused", "Change the prompt" },
        { 404, "No endpoints found that support tool use. Try disabling \"question\".", "model-unavailable", "Remove the tools" },
        { 404, "No endpoints found that support the provided 'tool_choice' value. ", "model-unavailable", "Change tool_choice" },
        { 404, "No endpoints found for acme/gone.", "model-unavailable", "Choose another model" },
        { 404, "No endpoints available matching your guardrail restrictions and data policy. Configure: https://openrouter.ai/settings/privacy", "model-unavailable", "settings/privacy" },
        { 404, "No endpoints found matching your data policy", "model-unavailable", "settings/privacy" },
        { 404, "No allowed providers are available for the selected model.", "model-unavailable", "Choose another model" },
        { 404, "No models match your request and model restrictions", "model-unavailable", "Choose another model" },
        { 405, "Method Not Allowed", "openrouter-rejected", "Method Not Allowed" },
        { 412, "Precondition failed", "openrouter-rejected", "Precondition failed" },
        { 413, "Request payload too large", "prompt-too-long", "Shorten the prompt" },
        { 422, "Invalid argument", "openrouter-rejected", "Invalid argument" },
        { 501, "Not Implemented", "openrouter-failed", "Not Implemented" },
    };

    /// <summary>What may pass: tried three times more.</summary>
    public static TheoryData<int, string, string, string> Mishaps => new()
    {
        { 408, "Operation timed out. Please try again later.", "openrouter-timeout", "too long" },
        { 429, "Rate limit exceeded", "rate-limited", "Run it again shortly" },
        { 500, "Internal Server Error", "openrouter-failed", "Run it again" },
        { 502, "Provider returned error", "openrouter-failed", "provider failed" },
        { 503, "Service temporarily unavailable", "openrouter-failed", "in a minute" },
        { 504, "Gateway timeout", "openrouter-timeout", "too long" },
        { 524, "Request timed out. Please try again later.", "openrouter-timeout", "too long" },
        { 529, "Provider returned error", "openrouter-failed", "overloaded" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_told_at_once(int status, string message, string code, string says)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(status, Wire.Error(status, message)));

        done.AssertFailed(code);
        Assert.Contains(says, done.Message);
        Assert.Contains(message[..Math.Min(20, message.Length)], done.Message);
        Assert.Single(done.Calls);
    }

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task A_mishap_is_tried_three_times_more(int status, string message, string code, string says)
    {
        var answer = ScriptedAnswer.Json(status, Wire.Error(status, message));

        var done = await lab.RunAsync(answer, answer, answer, answer);

        done.AssertFailed(code);
        Assert.Contains(says, done.Message);
        Assert.Equal(4, done.Calls.Count);
    }

    [Theory]
    [InlineData("context_length_exceeded", "prompt-too-long")]
    [InlineData("max_tokens_exceeded", "prompt-too-long")]
    [InlineData("token_limit_exceeded", "prompt-too-long")]
    [InlineData("string_too_long", "prompt-too-long")]
    [InlineData("invalid_request", "openrouter-rejected")]
    [InlineData("invalid_prompt", "openrouter-rejected")]
    [InlineData("content_policy_violation", "content-refused")]
    [InlineData("refusal", "content-refused")]
    [InlineData("invalid_image", "openrouter-rejected")]
    [InlineData("image_too_large", "openrouter-rejected")]
    [InlineData("image_too_small", "openrouter-rejected")]
    [InlineData("unsupported_image_format", "openrouter-rejected")]
    [InlineData("image_download_failed", "openrouter-rejected")]
    [InlineData("authentication", "api-key-rejected")]
    [InlineData("payment_required", "out-of-credits")]
    [InlineData("permission_denied", "not-allowed")]
    [InlineData("not_found", "model-unavailable")]
    [InlineData("image_not_found", "model-unavailable")]
    [InlineData("precondition_failed", "openrouter-rejected")]
    [InlineData("payload_too_large", "prompt-too-long")]
    [InlineData("unprocessable", "openrouter-rejected")]
    [InlineData("rate_limit_exceeded", "rate-limited")]
    [InlineData("server", "openrouter-failed")]
    [InlineData("unmapped", "openrouter-failed")]
    [InlineData("provider_unavailable", "openrouter-failed")]
    [InlineData("provider_overloaded", "openrouter-failed")]
    [InlineData("timeout", "openrouter-timeout")]
    public async Task A_type_stands_for_a_code_that_is_missing(string type, string code)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(
            Wire.Text("Nine"), Wire.Chunk("[]", $$$"""
            "error":{"message":"It failed","metadata":{"error_type":"{{{type}}}"}}
            """)));

        done.AssertFailed(code, "Nine");
    }

    [Theory]
    [InlineData(400, "model_not_found", "model-unavailable")]
    [InlineData(400, "wrong_endpoint", "model-unavailable")]
    [InlineData(404, "no_endpoints", "model-unavailable")]
    [InlineData(404, "model_deprecated", "model-unavailable")]
    [InlineData(404, "model_unavailable_upstream", "model-unavailable")]
    [InlineData(404, "privacy_restricted", "model-unavailable")]
    [InlineData(404, "constraint_filtered", "model-unavailable")]
    [InlineData(404, "free_variant_ended", "model-unavailable")]
    [InlineData(403, "region_restricted", "not-allowed")]
    public async Task What_is_not_available_is_not_tried_again(int status, string availability, string code)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(
            status, $$$"""{"error":{"message":"Not to be had","http_status":{{{status}}},"availability":{"code":"{{{availability}}}","retryable":false,"fallback_models":["acme/one","acme/two"]} } }"""));

        done.AssertFailed(code);
        Assert.Contains("OpenRouter suggests acme/one or acme/two.", done.Message);
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData("content-refused", """{"reasons":["violence","self-harm"],"flagged_input":"how to…","provider_name":"OpenAI","model_slug":"openai/gpt-4.1-mini"}""", "violence, self-harm")]
    [InlineData("content-refused", """{"patterns":["ssn"]}""", "ssn")]
    [InlineData("spending-limit-reached", """{"limit_source":"openrouter_key_limit","limit_usd":5,"spend_usd":5.1}""", "Raise it")]
    [InlineData("spending-limit-reached", """{"limit_source":"openrouter_guardrail_budget"}""", "Raise it")]
    [InlineData("spending-limit-reached", """{"limit_source":"openrouter_workspace_budget","remedy_hint":"Ask the owner of the workspace."}""", "Ask the owner of the workspace.")]
    public async Task A_403_says_what_stood_in_the_way(string code, string metadata, string says)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(403, Wire.Error(403, "Forbidden here", metadata)));

        done.AssertFailed(code);
        Assert.Contains(says, done.Message);
        Assert.DoesNotContain("how to", done.Message);
    }

    [Theory]
    [InlineData("weight_exceeds_budget", "openrouter_credits", "out-of-credits")]
    [InlineData("key_limit", "openrouter_key_limit", "spending-limit-reached")]
    public async Task A_402_that_no_waiting_helps_is_not_tried_again(string reason, string source, string code)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(
            402, Wire.Error(402, "Cannot pay", $$"""{"reason":"{{reason}}","limit_source":"{{source}}","remedy_hint":"Add credits or ask for less."}"""), ("Retry-After", "1")));

        done.AssertFailed(code);
        Assert.Contains("Add credits or ask for less.", done.Message);
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData(true, "switch strict off")]
    [InlineData(false, "settings/privacy")]
    public async Task A_strict_schema_is_named_where_it_may_be_what_no_provider_supports(bool strict, string says)
    {
        var config = new { response_format = new { type = "json_schema", json_schema = new { name = "prime", strict, schema = new { type = "object" } } } };

        var done = await lab.RunAsync(config, ScriptedAnswer.Json(404, Wire.Error(404, "No endpoints available matching your guardrail restrictions and data policy.")));

        done.AssertFailed("model-unavailable");
        Assert.Contains(says, done.Message);
    }
}
