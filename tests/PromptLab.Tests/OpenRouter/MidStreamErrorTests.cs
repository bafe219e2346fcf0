using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>An answer that fails after it has begun keeps what had come, says why, and is never asked for a second time.</summary>
public class MidStreamErrorTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private const string Disconnected =
        """
        "error":{"code":502,"message":"Provider disconnected","metadata":{"error_type":"provider_unavailable","provider_code":"upstream_reset"}}
        """;

    [Theory]
    [InlineData("as documented", """[{"index":0,"delta":{"content":""},"finish_reason":"error","native_finish_reason":"error"}]""", Disconnected, "openrouter-failed", "Provider disconnected")]
    [InlineData("without choices", "[]", Disconnected, "openrouter-failed", "Provider disconnected")]
    [InlineData("code in words", "[]", """ "error":{"code":"server_error","message":"The server had an error"} """, "openrouter-failed", "The server had an error")]
    [InlineData("code a number in a string", "[]", """ "error":{"code":"429","message":"Slow down"} """, "rate-limited", "Slow down")]
    [InlineData("code a known type", "[]", """ "error":{"code":"rate_limit_exceeded","message":"Slow down"} """, "rate-limited", "Slow down")]
    [InlineData("http_status and no code", "[]", """ "error":{"http_status":503,"message":"Nobody is free"} """, "openrouter-failed", "Nobody is free")]
    [InlineData("only a type", "[]", """ "error":{"message":"Too slow","error_type":"timeout"} """, "openrouter-timeout", "Too slow")]
    [InlineData("a sentence and nothing else", "[]", """ "error":"Something broke" """, "openrouter-failed", "Something broke")]
    [InlineData("nothing at all", "[]", """ "error":{} """, "openrouter-failed", "provider failed")]
    [InlineData("with usage", """[{"index":0,"delta":{},"finish_reason":null}]""", Wire.Usage + ", \"error\":{\"code\":502,\"message\":\"Gone\"}", "openrouter-failed", "Gone")]
    [InlineData("inside the choice", """[{"index":0,"delta":{},"finish_reason":"error","error":{"code":502,"message":"Overheated"}}]""", "\"x\":1", "openrouter-failed", "Overheated")]
    public async Task An_error_chunk_fails_the_run_and_keeps_its_text(string what, string choices, string more, string code, string says)
    {
        foreach (var answer in new[] { ScriptedAnswer.Events(Wire.Text("Nine"), Wire.Chunk(choices, more)), ScriptedAnswer.CutEvents(Wire.Text("Nine"), Wire.Chunk(choices, more)) })
        {
            var done = await lab.RunAsync(answer);

            done.AssertFailed(code, "Nine");
            Assert.True(done.Message.Contains(says, StringComparison.Ordinal), $"{what}: {done.Message}");
            Assert.Single(done.Calls);
        }
    }

    [Fact]
    public async Task An_error_after_two_finishes_is_an_error()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(
            Wire.Text("Nine"),
            Wire.Finish("length"),
            Wire.Finish("length"),
            Wire.Delta("{}", more: Wire.Usage + ",\"error\":{\"code\":400,\"message\":\"Token limit reached\"}")));

        done.AssertFailed("prompt-too-long", "Nine");
        Assert.Equal("length", done.Run.Text("finish_reason"));
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Theory]
    [InlineData("\"error\"", "null")]
    [InlineData("\"error\"", "\"error\"")]
    [InlineData("null", "\"error\"")]
    [InlineData("null", "\"network_error\"")]
    [InlineData("\"stop\"", "\"network_error\"")]
    public async Task A_finish_of_error_needs_no_error_object(string finish, string native)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("Nine"), Wire.Delta("{}", finish, native)));

        done.AssertFailed("openrouter-failed", "Nine");
        Assert.Contains("failed during the answer", done.Message);
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData("the connection breaks", false)]
    [InlineData("the connection breaks inside an event", true)]
    public async Task Text_that_breaks_off_is_kept_and_not_paid_twice_when(string what, bool inside)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Stream($"data: {Wire.Text("Nine")}\n\n", inside ? "data: {\"id\":\"gen" : "", ScriptedPiece.Cut));

        done.AssertFailed("openrouter-failed", "Nine");
        Assert.Contains("broke off", done.Message);
        Assert.Single(done.Calls);
    }

    [Fact]
    public async Task An_event_that_is_cut_off_at_the_end_is_no_end()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Stream($"data: {Wire.Text("Nine")}\n\ndata: {Wire.Finish("stop")[..60]}"));

        done.AssertFailed("openrouter-failed", "Nine");
        Assert.Contains("broke off", done.Message);
    }

    [Fact]
    public async Task Text_whose_finish_was_never_told_is_not_called_whole()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("Nine")));

        done.AssertFailed("openrouter-failed", "Nine");
        Assert.Contains("broke off", done.Message);
    }

    [Theory]
    [InlineData("said [DONE]", true, "")]
    [InlineData("told its usage", false, Wire.Usage)]
    public async Task Tool_calls_without_a_finish_are_whole_when_the_stream(string what, bool done, string usage)
    {
        Assert.NotEmpty(what);
        string[] events = [Wire.Delta("""{"content":null,"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"now","arguments":"{}"}}]}"""), Wire.Delta("{}", more: usage)];

        var run = await lab.RunAsync(done ? ScriptedAnswer.Events(events) : ScriptedAnswer.CutEvents(events));

        run.AssertSucceeded("");
        Assert.Equal("tool_calls", run.Run.Text("finish_reason"));
    }

    [Fact]
    public async Task Tool_calls_that_break_off_are_not_called_whole()
    {
        var done = await lab.RunAsync(ScriptedAnswer.CutEvents(
            Wire.Delta("""{"content":null,"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"now","arguments":"{"}}]}""")));

        done.AssertFailed("openrouter-failed");
        Assert.Single(done.Calls);
    }
}
