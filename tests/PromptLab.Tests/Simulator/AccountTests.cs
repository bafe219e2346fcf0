using System.Net;
using OpenRouterSimulator;

namespace PromptLab.Tests.Simulator;

public sealed class AccountTests
{
    [Theory]
    [InlineData("garbled", 401, "Missing Authentication header")]
    [InlineData("dead", 401, "User not found.")]
    [InlineData("0402", 402, "Insufficient credits.")]
    [InlineData("0403", 403, "Key limit exceeded (total limit).")]
    [InlineData("0429", 429, "Provider returned error")]
    public async Task The_beginning_of_a_key_tells_how_it_is_refused(string beginning, int status, string message)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var key = beginning == "garbled" ? "sk-or-v1-123" : SimulatorHost.Key(beginning);

        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick", "x"), key);
        var body = await SimulatorHost.ReadAsync(response);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(message, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(status != 401, body.TryGetProperty("user_id", out _));
    }

    [Fact]
    public async Task A_rate_limited_key_meets_the_free_limit_on_a_free_model()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(SimulatorHost.Chat("qwen/qwen3-coder:free", "x"), SimulatorHost.Key("0429"));
        var error = (await SimulatorHost.ReadAsync(response)).GetProperty("error");

        Assert.Equal("Rate limit exceeded: free-models-per-min. ", error.GetProperty("message").GetString());
        var reset = error.GetProperty("metadata").GetProperty("headers").GetProperty("X-RateLimit-Reset").GetString();
        Assert.Equal("1779008460000", reset);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Cost_is_tokens_times_price_and_adds_up_on_the_key()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var usage = (await simulator.AskAsync("openai/gpt-4.1-mini", "Tell me about tides")).GetProperty("usage");
        var key = (await simulator.GetAsync("/api/v1/key")).GetProperty("data");

        var expected = usage.GetProperty("prompt_tokens").GetInt32() * 0.0000004m + usage.GetProperty("completion_tokens").GetInt32() * 0.0000016m;
        Assert.Equal(expected, usage.GetProperty("cost").GetDecimal());
        Assert.Equal(expected, usage.GetProperty("cost_details").GetProperty("upstream_inference_cost").GetDecimal());
        Assert.Equal(expected, key.GetProperty("usage").GetDecimal());
        Assert.Equal("sk-or-v1-ab1...7777", key.GetProperty("label").GetString());
    }

    [Theory]
    [InlineData(CreditsAnswer.Real, """{"data":{"total_credits":10,"total_usage":0}}""")]
    [InlineData(CreditsAnswer.Zeros, """{"data":{"total_credits":0,"total_usage":0}}""")]
    [InlineData(CreditsAnswer.Forbidden, """{"error":{"message":"Only management keys can perform this operation","code":403}}""")]
    public async Task Credits_tell_an_ordinary_key_the_truth_nothing_or_off(CreditsAnswer answer, string body)
    {
        await using var simulator = await SimulatorHost.StartAsync(options => options.Credits = answer);

        Assert.Equal(body, (await simulator.GetAsync("/api/v1/credits")).GetRawText());
    }

    [Fact]
    public async Task A_tiny_cost_has_an_exponent()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/echo", "x");

        Assert.Equal("9e-7", answer.GetProperty("usage").GetProperty("cost").GetRawText());
    }

    [Fact]
    public async Task More_tokens_than_the_balance_buys_are_refused()
    {
        await using var simulator = await SimulatorHost.StartAsync(options => options.BalanceUsd = 0.001m);

        using var response = await simulator.PostAsync(SimulatorHost.Chat("anthropic/claude-haiku-4.5", "x"));

        var message = (await SimulatorHost.ReadAsync(response)).GetProperty("error").GetProperty("message").GetString();
        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Contains("You requested up to 64000 tokens, but can only afford 199.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generation_appears_after_its_delay()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var answer = await simulator.AskAsync("simulator/quick", "Tell me about tides");
        var path = $"/api/v1/generation?id={answer.GetProperty("id").GetString()}";

        var early = await simulator.GetAsync(path);
        simulator.Clock.Advance(TimeSpan.FromMilliseconds(1500));
        var record = (await simulator.GetAsync(path)).GetProperty("data");

        Assert.Equal(404, early.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(answer.GetProperty("usage").GetProperty("cost").GetDecimal(), record.GetProperty("total_cost").GetDecimal());
        Assert.Equal("2026-05-17T09:00:20.000Z", record.GetProperty("created_at").GetString());
        Assert.False(record.GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public async Task The_log_tells_who_called_and_never_the_key()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        simulator.Client.DefaultRequestHeaders.Add("HTTP-Referer", "https://promptlab.example");
        simulator.Client.DefaultRequestHeaders.Add("X-OpenRouter-Title", "PromptLab");

        await simulator.StreamAsync("simulator/quick", "Tell me about tides");
        var calls = await simulator.GetAsync("/simulator/calls");

        Assert.Equal("https://promptlab.example", calls[0].GetProperty("http_referer").GetString());
        Assert.Equal("PromptLab", calls[0].GetProperty("title").GetString());
        Assert.Equal("completed", calls[0].GetProperty("outcome").GetString());
        Assert.True(calls[0].GetProperty("streamed").GetBoolean());
        Assert.DoesNotContain(SimulatorHost.GoodKey, calls.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_tells_of_every_call_what_was_asked_and_what_was_billed()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("openai/gpt-4.1-mini", "Tell me about tides", """{"max_tokens":9}""");
        await simulator.AskAsync("simulator/error-503", "x");
        var calls = await simulator.GetAsync("/simulator/calls");

        Assert.Equal(answer.GetProperty("id").GetString(), calls[0].GetProperty("generation_id").GetString());
        Assert.Equal("""[{"role":"user","content":"Tell me about tides"}]""", calls[0].GetProperty("request").GetProperty("messages").GetRawText());
        Assert.Equal(9, calls[0].GetProperty("request").GetProperty("max_tokens").GetInt32());
        Assert.Equal(9, calls[0].GetProperty("completion_tokens").GetInt32());
        Assert.Equal(answer.GetProperty("usage").GetProperty("cost").GetRawText(), calls[0].GetProperty("cost").GetRawText());
        Assert.Equal((200, false), (calls[0].GetProperty("status").GetInt32(), calls[0].GetProperty("cancelled").GetBoolean()));
        Assert.Equal((503, "failed"), (calls[1].GetProperty("status").GetInt32(), calls[1].GetProperty("outcome").GetString()));
        Assert.All(calls.EnumerateArray(), call => Assert.Equal("2026-05-17T09:00:20.000Z", call.GetProperty("ended_at").GetString()));
    }

    [Fact]
    public async Task Two_thousand_calls_side_by_side_are_all_in_the_log_and_add_up_to_the_cent()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 2000),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (number, _) => await simulator.AskAsync("simulator/quick", $"ping {number}"));

        var calls = (await simulator.GetAsync("/simulator/calls")).EnumerateArray().ToArray();
        var usage = (await simulator.GetAsync("/api/v1/key")).GetProperty("data").GetProperty("usage").GetDecimal();
        Assert.Equal(2000, calls.Select(call => call.GetProperty("request").GetProperty("messages")[0].GetProperty("content").GetString()).Distinct().Count());
        Assert.Equal(usage, calls.Sum(call => call.GetProperty("cost").GetDecimal()));
        Assert.All(calls, call => Assert.Equal("completed", call.GetProperty("outcome").GetString()));
    }
}
