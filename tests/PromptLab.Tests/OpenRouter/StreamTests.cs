using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>How a stream is read: its framing, its comments, what its chunks bring.</summary>
public class StreamTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private const string Processing = ": OPENROUTER PROCESSING\n\n";

    [Fact]
    public async Task A_stream_becomes_a_run_with_everything_it_told()
    {
        var done = await lab.RunAsync(Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(Wire.Id, done.Run.Text("generation_id"));
        Assert.Equal("openai/gpt-4.1-mini-2025-04-14", done.Run.Text("resolved_model_id"));
        Assert.Equal(ScriptedApp.Model, done.Run.Text("model_id"));
        Assert.Equal("OpenAI", done.Run.Text("provider"));
        Assert.Equal("stop", done.Run.Text("finish_reason"));
        Assert.Equal((18, 4, 2, 3), (done.Run.Number("input_tokens"), done.Run.Number("output_tokens"), done.Run.Number("reasoning_tokens"), done.Run.Number("cached_tokens")));
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Fact]
    public async Task A_stream_is_asked_for_with_the_key_and_says_who_asks()
    {
        var call = Assert.Single((await lab.RunAsync(Wire.Good)).Calls);

        Assert.Equal("POST /api/v1/chat/completions", call.Line);
        Assert.Equal($"Bearer {Account.ApiKey}", call.Header("Authorization"));
        Assert.Equal("http://localhost:7071/", call.Header("HTTP-Referer"));
        Assert.Equal("PromptLab", call.Header("X-OpenRouter-Title"));
        Assert.Equal("programming-app", call.Header("X-OpenRouter-Categories"));
        Assert.True(JsonElement.Parse(call.Body).GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task Comments_before_and_between_the_events_are_passed_over()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Stream(
            Processing, Processing, $"data: {Wire.Text("Nine")}\n\n", Processing, ":\n: {\"error\":{\"code\":500}}\n", $"data: {Wire.Finish("stop", Wire.Usage)}\n\n", "data: [DONE]\n\n"));

        done.AssertSucceeded("Nine");
    }

    [Theory]
    [InlineData("a byte at a time", 1, "\n", "data: ")]
    [InlineData("three bytes at a time, so that characters are split", 3, "\n", "data: ")]
    [InlineData("CRLF", 4096, "\r\n", "data: ")]
    [InlineData("CRLF, split between CR and LF", 1, "\r\n", "data: ")]
    [InlineData("no space after the colon", 4096, "\n", "data:")]
    public async Task Framing_and_the_bounds_of_packets_do_not_matter(string how, int size, string newLine, string field)
    {
        Assert.NotEmpty(how);
        var events = string.Concat(new[] { Wire.Text("Grüße, "), Wire.Text("世界 🎈"), Wire.Finish("stop", Wire.Usage), "[DONE]" }.Select(item => $"{field}{item}{newLine}{newLine}"));

        var done = await lab.RunAsync(ScriptedAnswer.Stream(events).InPiecesOf(size));

        done.AssertSucceeded("Grüße, 世界 🎈");
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Fact]
    public async Task Fields_that_are_not_data_are_passed_over()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Stream($"event: message\nid: 7\nretry: 100\ndata: {Wire.Text("Nine")}\n\ndata:\n\ndata: {Wire.Finish("stop")}\n\ndata: [DONE]\n\n"));

        done.AssertSucceeded("Nine");
    }

    [Theory]
    [InlineData("its blank line is missing", "\n")]
    [InlineData("its line has no end", "")]
    public async Task The_last_event_counts_although(string what, string end)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Stream($"data: {Wire.Text("Nine")}\n\ndata: {Wire.Finish("stop", Wire.Usage)}{end}"));

        done.AssertSucceeded("Nine");
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Fact]
    public async Task A_stream_without_DONE_is_whole_when_its_finish_was_told()
    {
        var done = await lab.RunAsync(ScriptedAnswer.CutEvents(Wire.Text("Nine"), Wire.Finish("stop")));

        done.AssertSucceeded("Nine");
        Assert.Null(done.Cost);
    }

    [Theory]
    [InlineData("a role and no content", """{"role":"assistant"}""")]
    [InlineData("content null", """{"content":null,"role":"assistant"}""")]
    [InlineData("content empty", """{"content":"","role":"assistant"}""")]
    [InlineData("an empty delta", "{}")]
    public async Task A_chunk_may_bring_no_text(string what, string delta)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Delta(delta), Wire.Text("Nine"), Wire.Delta(delta), Wire.Finish("stop")));

        done.AssertSucceeded("Nine");
    }

    [Fact]
    public async Task Reasoning_is_kept_apart_from_the_text()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(
            Wire.Delta("""{"content":"","reasoning":"Let me ","reasoning_details":[{"type":"reasoning.text","text":"Let me ","format":"anthropic-claude-v1","index":0}],"role":"assistant"}"""),
            Wire.Delta("""{"content":"","reasoning":"count.","role":"assistant"}"""),
            Wire.Delta("""{"content":"","reasoning_details":[{"type":"reasoning.text","signature":"Eq0=","index":0}],"role":"assistant"}"""),
            Wire.Text("97"),
            Wire.Finish("stop", Wire.Usage)));

        done.AssertSucceeded("97");
        Assert.Equal("Let me count.", done.Run.Text("reasoning_text"));
    }

    [Fact]
    public async Task Tool_calls_are_kept_piece_by_piece_as_they_came()
    {
        string[] pieces =
        [
            """{"index":0,"id":"call_1","type":"function","function":{"name":"find","arguments":""}}""",
            """{"index":0,"function":{"arguments":"{\"n\": 1e2}"}}""",
            """{"index":1,"id":"call_2","type":"function","function":{"name":"now"}}""",
            """{"index":0,"function":{"arguments":"  "}}""",
        ];

        var done = await lab.RunAsync(ScriptedAnswer.Events(
            [.. pieces.Select(piece => Wire.Delta($$"""{"content":null,"role":"assistant","tool_calls":[{{piece}}]}""")), Wire.Finish("tool_calls"), Wire.Finish("tool_calls", Wire.Usage)]));

        done.AssertSucceeded("");
        Assert.Equal($"[{string.Join(',', pieces)}]", done.Run.GetProperty("tool_calls").GetRawText());
        Assert.Equal("tool_calls", done.Run.Text("finish_reason"));
    }

    [Theory]
    [InlineData("logprobs", """[{"index":0,"delta":{"content":"Nine"},"logprobs":{"content":[{"token":"Nine","logprob":-0.1}]},"finish_reason":"stop"}]""", "\"x\":1")]
    [InlineData("a fingerprint", """[{"index":0,"delta":{"content":"Nine"},"finish_reason":"stop"}]""", "\"system_fingerprint\":\"fp_1\",\"service_tier\":\"default\"")]
    [InlineData("metadata of the router", """[{"index":0,"delta":{"content":"Nine"},"finish_reason":"stop"}]""", "\"openrouter_metadata\":{\"strategy\":\"direct\"}")]
    public async Task What_PromptLab_does_not_know_is_let_through(string what, string choices, string more)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Chunk(choices, more)));

        done.AssertSucceeded("Nine");
    }

    [Fact]
    public async Task An_echo_of_the_upstream_request_comes_without_choices()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(
            Wire.Chunk("[]", """
            "debug":{"echo_upstream_body":{"model":"gpt-4.1-mini"}}
            """),
            Wire.Text("Nine"),
            Wire.Finish("stop")));

        done.AssertSucceeded("Nine");
    }

    [Fact]
    public async Task A_refusal_is_shown_as_the_text_it_is()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Delta("""{"content":null,"refusal":"I would rather not."}"""), Wire.Finish("stop")));

        done.AssertSucceeded("I would rather not.");
    }

    [Fact]
    public async Task A_character_that_was_cut_in_two_is_whole_again()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(
            Wire.Delta("""{"content":"1\n\"\ud83c"}"""), Wire.Delta("""{"content":"\udf88 2"}"""), Wire.Finish("stop")));

        Assert.Equal("1\n\"🎈 2", done.Text);
    }
}
