using System.Runtime.CompilerServices;
using System.Text.Json;
using OpenRouterSimulator.Catalog;

namespace PromptLab.Tests.Simulator;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("error-400-context", 400, "This endpoint's maximum context length is 128000 tokens. However, you requested about 2500021 tokens (2500021 of text input).")]
    [InlineData("error-402-weight", 402, "This request would exceed your available credits.")]
    [InlineData("error-402-no-credits", 402, "Insufficient credits. Add more using https://openrouter.ai/credits")]
    [InlineData("error-402-prompt", 402, "Prompt tokens limit exceeded: 230799 > 91442. To increase")]
    [InlineData("error-402-key-limit", 402, "This request requires more credits, or fewer max_tokens.")]
    [InlineData("error-403-key-limit", 403, "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys")]
    [InlineData("error-403-guardrail", 403, "Request blocked: ")]
    [InlineData("error-401-cookie", 401, "No cookie auth credentials found")]
    [InlineData("error-403-budget", 403, "Budget limit exceeded")]
    [InlineData("error-404-tools", 404, "No endpoints found that support tool use. Try disabling \"question\". To learn more about provider routing")]
    [InlineData("error-404-tool-choice", 404, "No endpoints found that support the provided 'tool_choice' value. ")]
    [InlineData("error-404-policy", 404, "No endpoints available matching your guardrail restrictions and data policy. Configure: ")]
    [InlineData("error-404-providers", 404, "No allowed providers are available for the selected model. ")]
    [InlineData("error-429-all-providers", 429, "Provider returned error")]
    [InlineData("error-412", 412, "Precondition failed")]
    [InlineData("error-413", 413, "Request payload too large")]
    public async Task A_fault_refuses_any_model_in_OpenRouters_words(string fault, int status, string message)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var byId = await simulator.PostAsync(SimulatorHost.Chat($"simulator/{fault}", "x"));
        using var byHeader = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick", "x"), faults: fault);

        foreach (var response in new[] { byId, byHeader })
        {
            Assert.Equal(status, (int)response.StatusCode);
            Assert.StartsWith(message, Error(await SimulatorHost.ReadAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("error-402-in-flight", "openrouter_in_flight_budget", "in_flight_budget_exhausted", true)]
    [InlineData("error-402-weight", "openrouter_credits", "weight_exceeds_budget", false)]
    public async Task Only_an_in_flight_402_says_when_to_try_again(string fault, string source, string reason, bool isRetryable)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick", "x"), faults: fault);

        var metadata = Error(await SimulatorHost.ReadAsync(response)).GetProperty("metadata");
        Assert.Equal(source, metadata.GetProperty("limit_source").GetString());
        Assert.Equal(reason, metadata.GetProperty("reason").GetString());
        Assert.True(metadata.TryGetProperty("remedy_hint", out _));
        Assert.Equal(isRetryable, response.Headers.RetryAfter is not null);
    }

    [Theory]
    [InlineData("error-502", JsonValueKind.String, "{\"error\":")]
    [InlineData("error-502-raw-text", JsonValueKind.String, "upstream connect error")]
    [InlineData("error-502-raw-object", JsonValueKind.Object, "{\"error\":")]
    [InlineData("error-502-raw-sse", JsonValueKind.String, "data: {\"error\":")]
    public async Task A_provider_says_why_in_a_form_of_its_own(string fault, JsonValueKind kind, string beginning)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var raw = Error(await simulator.AskAsync($"simulator/{fault}", "x")).GetProperty("metadata").GetProperty("raw");

        Assert.Equal(kind, raw.ValueKind);
        Assert.StartsWith(beginning, raw.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error-404-availability", 404, "privacy_restricted", false)]
    [InlineData("error-503-availability", 503, "temporarily_unavailable", true)]
    public async Task The_newest_form_of_an_error_has_no_code(string fault, int status, string code, bool isRetryable)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var error = Error(await simulator.AskAsync($"simulator/{fault}", "x"));

        Assert.False(error.TryGetProperty("code", out _));
        Assert.Equal(status, error.GetProperty("http_status").GetInt32());
        Assert.Equal(code, error.GetProperty("availability").GetProperty("code").GetString());
        Assert.Equal(isRetryable, error.GetProperty("availability").GetProperty("retryable").GetBoolean());
    }

    [Fact]
    public async Task Every_fault_is_a_model_of_the_list_and_a_word_of_the_README()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var readme = await File.ReadAllTextAsync(Readme(), TestContext.Current.CancellationToken);

        var models = (await simulator.GetAsync("/api/v1/models")).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ToHashSet();

        Assert.All(Scripts.All, script => Assert.Contains($"simulator/{script.Name}", models));
        Assert.All(Scripts.All, script => Assert.Contains($"`{script.Name}`", readme, StringComparison.Ordinal));
    }

    private static string Readme([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../local/OpenRouterSimulator/README.md"));

    private static JsonElement Error(JsonElement body) => body.GetProperty("error");
}
