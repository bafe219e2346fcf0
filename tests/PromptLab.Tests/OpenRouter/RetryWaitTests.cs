using System.Globalization;

namespace PromptLab.Tests.OpenRouter;

/// <summary>How long a wait before another try is: what OpenRouter asks for, in whatever place, and never more than a minute.</summary>
public class RetryWaitTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private string ResetIn(double seconds) => Wire.ResetAt(lab.Clock.GetUtcNow().AddSeconds(seconds));

    [Fact]
    public async Task The_free_limit_of_a_minute_is_waited_out_until_its_reset()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(429, Wire.Limited(ResetIn(37), "openrouter_free_tier_per_minute")), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(37, Assert.Single(done.Waits).TotalSeconds, 0.5);
    }

    [Fact]
    public async Task The_end_of_a_long_wait_is_told()
    {
        var reset = lab.Clock.GetUtcNow().AddHours(3);

        var done = await lab.RunAsync(ScriptedAnswer.Json(429, Wire.Limited(ResetIn(3 * 3600), "openrouter_free_tier_per_minute")));

        done.AssertFailed("rate-limited");
        Assert.Contains(reset.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), done.Message);
        Assert.Single(done.Calls);
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
            ScriptedAnswer.Json(429, Wire.Limited(ResetIn(337), "openrouter_free_tier_per_minute"), ("Date", theirs.ToString("R"))), Wire.Good);

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
}
