using System.Text.Json;
using System.Text.Json.Nodes;
using OpenRouterSimulator;
using OpenRouterSimulator.Log;

namespace PromptLab.Tests.Simulator;

public sealed class UsageTests
{
    [Theory]
    [InlineData("simulator/usage-repeat", "stop")]
    [InlineData("simulator/usage-empty", "nothing")]
    [InlineData("simulator/usage-null-finish", null)]
    public async Task A_model_chooses_the_shape_of_the_usage_chunk(string model, string? finish)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var usage = SimulatorHost.Events(await simulator.StreamAsync(model, "x"))[^1];

        Assert.True(usage.TryGetProperty("usage", out _));
        var choices = usage.GetProperty("choices");
        Assert.Equal(finish, choices.GetArrayLength() == 0 ? "nothing" : choices[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("no-cost", false)]
    [InlineData("null-cost", true)]
    public async Task A_cost_may_be_missing_or_null_and_is_billed_all_the_same(string fault, bool isThere)
    {
        await using var simulator = await SimulatorHost.StartAsync(options => options.GenerationDelayMs = 0);

        var whole = await simulator.AskAsync($"simulator/{fault}", "x");
        var streamed = SimulatorHost.Events(await simulator.FaultyAsync(fault, "openai/gpt-4.1-mini", """{"stream":true}"""))[^1];

        foreach (var usage in new[] { whole.GetProperty("usage"), streamed.GetProperty("usage") })
        {
            Assert.Equal(isThere, usage.TryGetProperty("cost", out var cost));
            Assert.True(cost.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null);
        }

        var record = (await simulator.GetAsync($"/api/v1/generation?id={whole.GetProperty("id").GetString()}")).GetProperty("data");
        Assert.True(record.GetProperty("total_cost").GetDecimal() > 0);
        Assert.All(simulator.Log.Calls, call => Assert.True(call.Cost > 0));
    }

    [Fact]
    public async Task The_cheapest_model_writes_its_cost_with_an_exponent()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var cost = SimulatorHost.Events(await simulator.StreamAsync("simulator/exponent-cost", "Tell me about tides"))[^1].GetProperty("usage").GetProperty("cost");

        Assert.Contains("e-", cost.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(Assert.Single(simulator.Log.Calls).Cost, cost.GetDecimal());
    }

    [Fact]
    public async Task With_a_key_of_ones_own_the_cost_is_the_fee_and_the_provider_is_paid_apart()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var usage = (await simulator.AskAsync("simulator/byok", "Tell me about tides")).GetProperty("usage");

        var upstream = (usage.GetProperty("prompt_tokens").GetInt32() * 0.1m + usage.GetProperty("completion_tokens").GetInt32() * 0.4m) / 1_000_000;
        Assert.True(usage.GetProperty("is_byok").GetBoolean());
        Assert.Equal(upstream, usage.GetProperty("cost_details").GetProperty("upstream_inference_cost").GetDecimal());
        Assert.Equal(upstream * 0.05m, usage.GetProperty("cost").GetDecimal());
        var key = (await simulator.GetAsync("/api/v1/key")).GetProperty("data");
        Assert.Equal((upstream * 0.05m, upstream), (key.GetProperty("usage").GetDecimal(), key.GetProperty("byok_usage").GetDecimal()));
    }

    [Fact]
    public async Task A_search_costs_a_fee_beside_the_tokens_and_leaves_citations()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var online = await simulator.AskAsync("qwen/qwen3-coder:online", "x");
        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/citations", "x"));

        var usage = online.GetProperty("usage");
        var inference = usage.GetProperty("cost_details").GetProperty("upstream_inference_cost").GetDecimal();
        Assert.Equal(inference + 0.005m, usage.GetProperty("cost").GetDecimal());
        Assert.Equal("url_citation", SimulatorHost.Choice(online).GetProperty("message").GetProperty("annotations")[0].GetProperty("type").GetString());
        Assert.Single(events, item => SimulatorHost.Choice(item).GetProperty("delta").TryGetProperty("annotations", out _));
    }

    [Fact]
    public async Task A_prompt_that_was_seen_before_is_read_from_the_cache_for_less()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var text = string.Concat(Enumerable.Repeat("Tides come and go. ", 100));

        var first = (await simulator.AskAsync("simulator/cached", text)).GetProperty("usage");
        var second = (await simulator.AskAsync("simulator/cached", text)).GetProperty("usage");
        simulator.Clock.Advance(TimeSpan.FromMinutes(6));
        var later = (await simulator.AskAsync("simulator/cached", text)).GetProperty("usage");

        var prompt = first.GetProperty("prompt_tokens").GetInt32();
        Assert.Equal((0, prompt, 0), (Cached(first), Cached(second), Cached(later)));
        Assert.Equal(prompt * 0.0000001m, PromptCost(first));
        Assert.Equal(prompt * 0.00000001m, PromptCost(second));
    }

    [Fact]
    public async Task Explicit_caching_needs_a_breakpoint_and_bills_what_it_writes()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var message = new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject
            {
                ["type"] = "text",
                ["text"] = string.Concat(Enumerable.Repeat("Tides come and go. ", 1500)),
                ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
            }),
        };
        var more = new JsonObject { ["messages"] = new JsonArray(message) }.ToJsonString();

        var first = (await simulator.AskAsync("anthropic/claude-haiku-4.5", "", more)).GetProperty("usage");
        var second = (await simulator.AskAsync("anthropic/claude-haiku-4.5", "", more)).GetProperty("usage");

        var prompt = first.GetProperty("prompt_tokens").GetInt32();
        Assert.Equal(prompt, first.GetProperty("prompt_tokens_details").GetProperty("cache_write_tokens").GetInt32());
        Assert.Equal(prompt * 0.00000125m, PromptCost(first));
        Assert.Equal((prompt, prompt * 0.0000001m), (Cached(second), PromptCost(second)));
    }

    [Theory]
    [InlineData("simulator/slow-stops", true)]
    [InlineData("simulator/slow-bills", false)]
    public async Task Hanging_up_stops_the_bill_at_some_providers_only(string model, bool stops)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        // These have a pace of their own, which nobody is to wait for.
        simulator.Client.DefaultRequestHeaders.Add(SimulatorOptions.TokenHeader, "0");
        var response = await simulator.PostAsync(SimulatorHost.Chat(model, "Tell me about tides", """{"stream":true}"""), faults: "stalls");
        await simulator.HangUpAsync(response, afterEvents: 5);

        simulator.Clock.Advance(TimeSpan.FromSeconds(2));
        var call = Assert.Single(simulator.Log.Calls);
        var record = (await simulator.GetAsync($"/api/v1/generation?id={call.GenerationId}")).GetProperty("data");
        Assert.True(record.GetProperty("cancelled").GetBoolean());
        Assert.Equal(stops ? "Anthropic" : "Groq", record.GetProperty("provider_name").GetString());
        Assert.Equal(stops, record.GetProperty("native_tokens_completion").GetInt32() == 5);
        Assert.Equal((call.PromptTokens * 0.1m + call.CompletionTokens * 0.4m) / 1_000_000, record.GetProperty("total_cost").GetDecimal());
    }

    [Fact]
    public async Task A_late_record_takes_ten_seconds_more()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var path = $"/api/v1/generation?id={(await simulator.AskAsync("simulator/late-record", "x")).GetProperty("id").GetString()}";

        simulator.Clock.Advance(TimeSpan.FromSeconds(11));
        var early = await simulator.GetAsync(path);
        simulator.Clock.Advance(TimeSpan.FromSeconds(1));
        var record = await simulator.GetAsync(path);

        Assert.Equal("""{"error":{"message":"Resource not found","code":404}}""", early.GetRawText());
        Assert.True(record.TryGetProperty("data", out _));
    }

    private static int Cached(JsonElement usage) => usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();

    private static decimal PromptCost(JsonElement usage) => usage.GetProperty("cost_details").GetProperty("upstream_inference_prompt_cost").GetDecimal();
}
