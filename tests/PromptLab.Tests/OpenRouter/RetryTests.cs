using System.Globalization;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>What is tried again, after which wait, and what never is.</summary>
public class RetryTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private string ResetIn(double seconds) => (lab.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds() + 1).ToString(CultureInfo.InvariantCulture);

    private static string Limited(string reset, string source, string message = "Rate limit exceeded: free-models-per-min. ") => Wire.Error(
        429, message, $$$"""{"headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"{{{reset}}}"},"limit_source":"{{{source}}}","remedy_hint":"Slow down."}""");

    [Fact]
    public async Task The_free_limit_of_a_minute_is_waited_out_until_its_reset()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(429, Limited(ResetIn(37), "openrouter_free_tier_per_minute")), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(37, Assert.Single(done.Waits).TotalSeconds, 0.5);
    }

    [Theory]
    [InlineData("openrouter_free_tier_daily", "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day")]
    [InlineData("openrouter_free_tier_daily", "Rate limit exceeded: free-models-per-day-high-balance. ")]
    [InlineData("", "Rate limit exceeded: free-models-per-day. ")]
    public async Task The_free_limit_of_a_day_is_not_tried_again_even_shortly_before_its_reset(string source, string message)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(429, Limited(ResetIn(5), source, message), ("Retry-After", "1")));

        done.AssertFailed("rate-limited");
        Assert.Contains("This day's free requests are used up", done.Message);
        Assert.Single(done.Calls);
    }

    [Fact]
    public async Task The_end_of_a_long_wait_is_told()
    {
        var reset = lab.Clock.GetUtcNow().AddHours(3);

        var done = await lab.RunAsync(ScriptedAnswer.Json(429, Limited(ResetIn(3 * 3600), "openrouter_free_tier_per_minute")));

        done.AssertFailed("rate-limited");
        Assert.Contains(reset.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), done.Message);
        Assert.Single(done.Calls);
    }

    [Fact]
    public async Task A_shared_pool_that_is_busy_is_tried_again_after_growing_waits()
    {
        var busy = ScriptedAnswer.Json(429, Wire.Error(429, "Provider returned error",
            """{"raw":"acme/model:free is temporarily rate-limited upstream.","provider_name":"DigitalOcean","is_byok":false,"limit_source":"upstream_provider_shared_pool"}"""));

        var done = await lab.RunAsync(busy, busy, busy, busy);

        done.AssertFailed("rate-limited");
        Assert.Contains("DigitalOcean: acme/model:free is temporarily rate-limited upstream.", done.Message);
        Assert.Equal(3, done.Waits.Count);
        Assert.All(done.Waits, wait => Assert.InRange(wait.TotalSeconds, 0.001, 60));
    }

    [Fact]
    public async Task Credits_that_are_reserved_for_other_runs_are_waited_for()
    {
        var reserved = Wire.Error(402, "This request would exceed your available credits given your current in-flight requests.",
            """{"reason":"in_flight_budget_exhausted","limit_source":"openrouter_in_flight_budget","remedy_hint":"Retry after in-flight requests settle."}""");

        var done = await lab.RunAsync(ScriptedAnswer.Json(402, reserved, ("Retry-After", "7")), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(7, Assert.Single(done.Waits).TotalSeconds);
    }

    [Theory]
    [InlineData("Retry-After in seconds", "7", false, false, 7)]
    [InlineData("Retry-After before all others", "7", true, true, 7)]
    [InlineData("the reset in the header", null, true, false, 20)]
    [InlineData("the reset before the availability", null, true, true, 20)]
    [InlineData("the availability", null, false, true, 40)]
    public async Task A_wait_is_as_long_as_is_asked_by(string what, string? retryAfter, bool reset, bool availability, double seconds)
    {
        Assert.NotEmpty(what);
        var body = availability
            ? """{"error":{"code":503,"message":"Full","availability":{"code":"temporarily_unavailable","retryable":true,"retry_after":40}}}"""
            : Wire.Error(503, "Full");
        List<(string, string)> headers = [];
        if (retryAfter is not null)
        {
            headers.Add(("Retry-After", retryAfter));
        }

        if (reset)
        {
            headers.Add(("X-RateLimit-Reset", ResetIn(20)));
        }

        var done = await lab.RunAsync(ScriptedAnswer.Json(503, body, [.. headers]), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(seconds, Assert.Single(done.Waits).TotalSeconds, 0.5);
    }

    [Fact]
    public async Task Retry_After_may_be_a_date()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(503, Wire.Error(503, "Full"), ("Retry-After", lab.Clock.GetUtcNow().AddSeconds(30).ToString("R"))), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.InRange(Assert.Single(done.Waits).TotalSeconds, 28, 30);
    }

    [Fact]
    public async Task A_reset_is_by_OpenRouters_clock()
    {
        var theirs = lab.Clock.GetUtcNow().AddSeconds(300);

        var done = await lab.RunAsync(
            ScriptedAnswer.Json(429, Limited(ResetIn(337), "openrouter_free_tier_per_minute"), ("Date", theirs.ToString("R"))), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.InRange(Assert.Single(done.Waits).TotalSeconds, 36.9, 38.1);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task A_wait_that_makes_no_sense_is_a_short_one(string retryAfter)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(503, Wire.Error(503, "Full"), ("Retry-After", retryAfter)), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.InRange(Assert.Single(done.Waits).TotalSeconds, 0.001, 5);
    }

    [Theory]
    [InlineData("60", true)]
    [InlineData("61", false)]
    public async Task Nobody_waits_for_more_than_a_minute(string retryAfter, bool waits)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(503, Wire.Error(503, "Full"), ("Retry-After", retryAfter)), Wire.Good);

        if (waits)
        {
            done.AssertSucceeded("Ninety-seven");
        }
        else
        {
            done.AssertFailed("openrouter-failed");
            Assert.Contains("It may succeed from ", done.Message);
            Assert.Single(done.Calls);
        }
    }

    [Theory]
    [InlineData(429, "capacity_exhausted", true, 2)]
    [InlineData(503, "temporarily_unavailable", true, 2)]
    [InlineData(503, "temporarily_unavailable", false, 1)]
    [InlineData(404, "no_endpoints", true, 1)]
    public async Task What_is_said_not_to_pass_is_not_tried_again(int status, string code, bool retryable, int calls)
    {
        var body = $$$"""{"error":{"message":"Full","http_status":{{{status}}},"availability":{"code":"{{{code}}}","retryable":{{{(retryable ? "true" : "false")}}} } } }""";

        var done = await lab.RunAsync(ScriptedAnswer.Json(status, body), Wire.Good);

        Assert.Equal(calls, done.Calls.Count);
    }

    [Fact]
    public async Task A_connection_that_is_refused_is_tried_again()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Refused, ScriptedAnswer.Refused, ScriptedAnswer.Refused, Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(4, done.Calls.Count);
    }

    [Fact]
    public async Task A_connection_that_stays_refused_is_told()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Refused, ScriptedAnswer.Refused, ScriptedAnswer.Refused, ScriptedAnswer.Refused);

        done.AssertFailed("openrouter-failed");
        Assert.Contains("could not be reached", done.Message);
    }

    public static TheoryData<string, string> WithoutTokens => new()
    {
        { "nothing", "" },
        { "comments", ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n" },
        { "an empty choice", $"data: {Wire.Delta("""{"content":"","role":"assistant"}""")}\n\n" },
        { "an empty choice and DONE", $"data: {Wire.Delta("""{"content":"","role":"assistant"}""")}\n\ndata: [DONE]\n\n" },
        { "DONE alone", "data: [DONE]\n\n" },
        { "half an event", "data: {\"id\":\"gen-1" },
        { "an error", $"data: {Wire.Chunk("[]", "\"error\":{\"code\":\"server_error\",\"message\":\"Boom\"}")}\n\n" },
        { "a finish of error", $"data: {Wire.Delta("{}", "\"error\"")}\n\ndata: [DONE]\n\n" },
        { "a usage of nothing", $"data: {Wire.Chunk("[]", "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":0,\"cost\":0}")}\n\n" },
    };

    [Theory]
    [MemberData(nameof(WithoutTokens))]
    public async Task A_stream_that_ended_before_its_first_token_is_tried_again(string what, string stream)
    {
        Assert.NotEmpty(what);
        foreach (var answer in new[] { ScriptedAnswer.Stream(stream), ScriptedAnswer.Stream(stream, ScriptedPiece.Cut) })
        {
            var done = await lab.RunAsync(answer, Wire.Good);

            done.AssertSucceeded("Ninety-seven");
            Assert.Equal(2, done.Calls.Count);
            Assert.Equal("stop", done.Run.Text("finish_reason"));
        }
    }

    [Theory]
    [InlineData("text", """{"content":"N"}""", "\"x\":1")]
    [InlineData("reasoning", """{"reasoning":"Hm"}""", "\"x\":1")]
    [InlineData("encrypted reasoning", """{"content":"","reasoning_details":[{"type":"reasoning.encrypted","data":"AAAA"}]}""", "\"x\":1")]
    [InlineData("a tool call", """{"tool_calls":[{"index":0,"id":"c"}]}""", "\"x\":1")]
    [InlineData("tokens that are not shown", "{}", "\"usage\":{\"completion_tokens\":5}")]
    [InlineData("a cost", "{}", "\"usage\":{\"completion_tokens\":0,\"cost\":0.005}")]
    public async Task What_was_paid_for_is_not_paid_twice(string what, string delta, string more)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Delta(delta, more: more), Wire.Chunk("[]", "\"error\":{\"code\":502,\"message\":\"Boom\"}")), Wire.Good);

        Assert.Equal("failed", done.Run.Text("status"));
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData("before the headers")]
    [InlineData("after the headers")]
    [InlineData("after a comment")]
    [InlineData("after a token")]
    public async Task Silence_is_given_up_and_not_paid_twice(string when)
    {
        var done = await lab.RunAsync(
            when switch
            {
                "before the headers" => ScriptedAnswer.Mute,
                "after the headers" => ScriptedAnswer.Stream(ScriptedPiece.Silence),
                "after a comment" => ScriptedAnswer.Stream(": OPENROUTER PROCESSING\n\n", ScriptedPiece.Silence),
                _ => ScriptedAnswer.Stream($"data: {Wire.Text("Nine")}\n\n", ScriptedPiece.Silence),
            },
            Wire.Good);

        done.AssertFailed("openrouter-timeout", when is "after a token" ? "Nine" : "");
        Assert.Contains("sent nothing for 91 seconds", done.Message);
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData(":\n")]
    [InlineData(": OPENROUTER PROCESSING\n\n")]
    [InlineData("\n")]
    [InlineData(" ")]
    public async Task Any_byte_starts_the_patience_anew(string something)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Stream(
            [.. Enumerable.Repeat(ScriptedPiece.After(80, something), 5), $"\ndata: {Wire.Text("Nine")}\n\ndata: {Wire.Finish("stop")}\n\ndata: [DONE]\n\n"]));

        done.AssertSucceeded("Nine");
    }

    [Fact]
    public async Task An_error_body_that_stays_silent_is_given_up()
    {
        var done = await lab.RunAsync(new ScriptedAnswer(503, "application/json", "{\"error\":", ScriptedPiece.Silence));

        done.AssertFailed("openrouter-timeout");
        Assert.Single(done.Calls);
    }
}
