using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>What is tried again, and what never is.</summary>
public class RetryTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    [Theory]
    [InlineData("openrouter_free_tier_daily", "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day")]
    [InlineData("openrouter_free_tier_daily", "Rate limit exceeded: free-models-per-day-high-balance. ")]
    [InlineData("", "Rate limit exceeded: free-models-per-day. ")]
    public async Task The_free_limit_of_a_day_is_not_tried_again_even_shortly_before_its_reset(string source, string message)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(429, Wire.Limited(Wire.ResetAt(lab.Clock.GetUtcNow().AddSeconds(5)), source, message), ("Retry-After", "1")));

        done.AssertFailed("rate-limited");
        Assert.Contains("This day's free requests are used up", done.Message);
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
}
