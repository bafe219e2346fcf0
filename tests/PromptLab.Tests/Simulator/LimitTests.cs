using System.Text.Json;

namespace PromptLab.Tests.Simulator;

public sealed class LimitTests
{
    private const string FreeModel = "qwen/qwen3-coder:free";

    [Fact]
    public async Task The_twenty_first_free_request_of_a_minute_is_refused_until_the_minute_ends()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        await AskAsync(simulator, 20);

        using var refused = await simulator.PostAsync(SimulatorHost.Chat("openrouter/free", "x"));
        simulator.Clock.Advance(TimeSpan.FromSeconds(40));
        using var next = await simulator.PostAsync(SimulatorHost.Chat(FreeModel, "x"));

        var body = await SimulatorHost.ReadAsync(refused);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal("Rate limit exceeded: free-models-per-min. ", body.GetProperty("error").GetProperty("message").GetString());
        Assert.StartsWith(
            """{"headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1779008460000"},"limit_source":"openrouter_free_tier_per_minute",""",
            body.GetProperty("error").GetProperty("metadata").GetRawText(),
            StringComparison.Ordinal);
        Assert.Equal("1779008460000", Assert.Single(refused.Headers.GetValues("X-RateLimit-Reset")));
        Assert.Null(refused.Headers.RetryAfter);
        Assert.True(next.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("0050", 50, "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day")]
    [InlineData("ab12", 1000, "Rate limit exceeded: free-models-per-day-high-balance. ")]
    public async Task Free_requests_of_a_day_depend_on_what_was_ever_bought(string account, int limit, string message)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var key = SimulatorHost.Key(account);
        for (var minute = 0; minute < limit / 20; minute++)
        {
            await AskAsync(simulator, 20, key);
            simulator.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await AskAsync(simulator, limit % 20, key);
        var refused = await RefusedAsync(simulator, key);
        var used = (await simulator.GetAsync("/api/v1/key", key)).GetProperty("data").GetProperty("free_model_daily_requests");
        simulator.Clock.Advance(TimeSpan.FromHours(24));
        using var tomorrow = await simulator.PostAsync(SimulatorHost.Chat(FreeModel, "x"), key);

        Assert.Equal(message, refused.GetProperty("message").GetString());
        var metadata = refused.GetProperty("metadata");
        Assert.Equal("openrouter_free_tier_daily", metadata.GetProperty("limit_source").GetString());
        Assert.Equal($"{limit}", metadata.GetProperty("headers").GetProperty("X-RateLimit-Limit").GetString());
        Assert.Equal("1779062400000", metadata.GetProperty("headers").GetProperty("X-RateLimit-Reset").GetString());
        Assert.Equal($$"""{"used":{{limit + 1}},"limit":{{limit}},"remaining":0}""", used.GetRawText());
        Assert.True(tomorrow.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Free_limits_are_of_the_account_and_of_free_variants_only()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var otherKey = $"{SimulatorHost.GoodKey[..^4]}0000";
        await AskAsync(simulator, 20);

        using var otherKeyOfTheAccount = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick:free", "x"), otherKey);
        using var otherAccount = await simulator.PostAsync(SimulatorHost.Chat(FreeModel, "x"), SimulatorHost.Key("cd34"));
        using var promotion = await simulator.PostAsync(SimulatorHost.Chat("simulator/free", "x"));

        Assert.Equal(429, (int)otherKeyOfTheAccount.StatusCode);
        Assert.True(otherAccount.IsSuccessStatusCode);
        Assert.True(promotion.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_headers_of_a_limit_can_be_left_to_the_metadata()
    {
        await using var simulator = await SimulatorHost.StartAsync(options => options.RateLimitHeaders = false);

        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick", "x"), faults: "error-429-free-minute");

        Assert.False(response.Headers.Contains("X-RateLimit-Reset"));
        var metadata = (await SimulatorHost.ReadAsync(response)).GetProperty("error").GetProperty("metadata");
        Assert.True(metadata.GetProperty("headers").TryGetProperty("X-RateLimit-Reset", out _));
    }

    [Fact]
    public async Task An_account_that_never_bought_has_free_models_only()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var key = SimulatorHost.Key("0050");

        using var free = await simulator.PostAsync(SimulatorHost.Chat(FreeModel, "x"), key);
        using var paid = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick", "x"), key);

        Assert.True(free.IsSuccessStatusCode);
        Assert.Equal(402, (int)paid.StatusCode);
        Assert.True((await simulator.GetAsync("/api/v1/key", key)).GetProperty("data").GetProperty("is_free_tier").GetBoolean());
    }

    [Fact]
    public async Task A_cap_on_the_answer_makes_a_dear_model_affordable()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var uncapped = await simulator.AskAsync("simulator/dear", "x");
        var capped = await simulator.AskAsync("simulator/dear", "x", """{"max_tokens":100}""");
        var prompt = await simulator.AskAsync("simulator/dear", new string('x', 100_000), """{"max_tokens":1}""");

        Assert.StartsWith(
            "This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 1999. To increase",
            uncapped.GetProperty("error").GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.NotEmpty(SimulatorHost.Content(capped));
        Assert.StartsWith("Prompt tokens limit exceeded: 16671 > ", prompt.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_in_flight_reserve_what_they_may_cost_until_they_settle()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        // Two of these reserve five dollars each, of ten, and a little for the prompt.
        var first = await simulator.PostAsync(SimulatorHost.Chat("simulator/dear", "x", """{"max_tokens":1000,"stream":true}"""), faults: "stalls");

        using var second = await simulator.PostAsync(SimulatorHost.Chat("simulator/dear", "x", """{"max_tokens":1000}"""));
        first.Dispose();
        while (simulator.Log.Calls[0].EndedAt is null)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        using var third = await simulator.PostAsync(SimulatorHost.Chat("simulator/dear", "x", """{"max_tokens":1000}"""));

        Assert.Equal(402, (int)second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
        var error = (await SimulatorHost.ReadAsync(second)).GetProperty("error");
        Assert.Equal("openrouter_in_flight_budget", error.GetProperty("metadata").GetProperty("limit_source").GetString());
        Assert.True(third.IsSuccessStatusCode);
    }

    private static async Task AskAsync(SimulatorHost simulator, int times, string? key = null)
    {
        for (var time = 0; time < times; time++)
        {
            using var response = await simulator.PostAsync(SimulatorHost.Chat(FreeModel, "ping"), key);
            Assert.True(response.IsSuccessStatusCode);
        }
    }

    private static async Task<JsonElement> RefusedAsync(SimulatorHost simulator, string key)
    {
        using var response = await simulator.PostAsync(SimulatorHost.Chat(FreeModel, "x"), key);
        Assert.Equal(429, (int)response.StatusCode);
        return (await SimulatorHost.ReadAsync(response)).GetProperty("error");
    }
}
