using System.Net;
using System.Text.Json;
using OpenRouterSimulator.Log;

namespace PromptLab.Tests.Simulator;

public sealed class FaultTests
{
    [Theory]
    [InlineData(400, "Provider returned error")]
    [InlineData(401, "User not found.")]
    [InlineData(402, "This request requires more credits, or fewer max_tokens. You requested up to 16384 tokens, but can only afford 3919.")]
    [InlineData(403, "simulator/error-403 requires moderation")]
    [InlineData(404, "No endpoints found for simulator/error-404.")]
    [InlineData(408, "Operation timed out. Please try again later.")]
    [InlineData(429, "Provider returned error")]
    [InlineData(500, "Internal Server Error")]
    [InlineData(502, "Provider returned error")]
    [InlineData(503, "Service temporarily unavailable")]
    [InlineData(529, "Provider returned error")]
    public async Task An_error_id_answers_its_status_and_body(int status, string message)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(SimulatorHost.Chat($"simulator/error-{status}", "x", """{"stream":true}"""));
        var error = (await SimulatorHost.ReadAsync(response)).GetProperty("error");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status, error.GetProperty("code").GetInt32());
        Assert.StartsWith(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("X-Generation-Id"));
        Assert.Equal(Outcome.Failed, Assert.Single(simulator.Log.Calls).Outcome);
    }

    [Fact]
    public async Task An_error_in_mid_stream_follows_half_of_the_answer()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/error-midstream", "Tell me about tides"));

        Assert.NotEmpty(SimulatorHost.Text(events));
        Assert.Equal(502, events[^1].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("error", events[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.DoesNotContain(events, item => item.TryGetProperty("usage", out _));
    }

    [Fact]
    public async Task An_error_in_200_has_no_choices()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var whole = await simulator.AskAsync("simulator/error-in-200", "x");
        var streamed = Assert.Single(SimulatorHost.Events(await simulator.StreamAsync("simulator/error-in-200", "x")));

        Assert.False(whole.TryGetProperty("choices", out _));
        Assert.Equal(502, whole.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(0, streamed.GetProperty("choices").GetArrayLength());
        Assert.Equal(502, streamed.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_truncated_stream_breaks_off()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => simulator.StreamAsync("simulator/truncated", "Tell me about tides"));

        Assert.Equal(Outcome.Failed, Assert.Single(simulator.Log.Calls).Outcome);
    }

    [Fact]
    public async Task A_truncated_answer_is_nothing_but_white_space()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/truncated", "x"));

        Assert.Empty((await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task Without_usage_the_answer_is_good_all_the_same()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var whole = await simulator.AskAsync("simulator/no-usage", "x");
        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/no-usage", "x"));

        Assert.False(whole.TryGetProperty("usage", out _));
        Assert.DoesNotContain(events, item => item.TryGetProperty("usage", out _));
        Assert.Equal("stop", events[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Empty_choices_are_null_in_a_whole_answer_and_an_empty_list_in_a_stream()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var whole = await simulator.AskAsync("simulator/empty-choices", "x");
        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/empty-choices", "x"));

        Assert.Equal(JsonValueKind.Null, whole.GetProperty("choices").ValueKind);
        Assert.All(events, item => Assert.Equal(0, item.GetProperty("choices").GetArrayLength()));
    }

    [Fact]
    public async Task A_flaky_model_fails_the_first_time_that_it_sees_a_prompt()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var first = await simulator.PostAsync(SimulatorHost.Chat("simulator/flaky", "x"));
        using var second = await simulator.PostAsync(SimulatorHost.Chat("simulator/flaky", "x"));
        using var other = await simulator.PostAsync(SimulatorHost.Chat("simulator/flaky", "y"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), first.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, other.StatusCode);
    }

    [Fact]
    public async Task A_failing_model_gives_way_to_the_next_one()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/error-503", "x", """{"models":["simulator/error-429","simulator/echo"]}""");

        Assert.Equal("simulator/echo", answer.GetProperty("model").GetString());
    }
}
