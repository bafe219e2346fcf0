using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>A 200 may be one JSON body although a stream was asked for, and may be an error all the same.</summary>
public class WholeAnswerTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private const string Tick = "\n         \n";
    private const string Message = """{"role":"assistant","content":"Ninety-seven","refusal":null,"reasoning":"Primes."}""";

    private static ScriptedAnswer Body(string body, string contentType = "application/json") =>
        new(200, contentType, body) { Headers = [("X-Generation-Id", Wire.Id)] };

    [Theory]
    [InlineData("as JSON", "", "application/json")]
    [InlineData("after padding", Tick + Tick + Tick, "application/json")]
    [InlineData("called a stream", "", "text/event-stream")]
    [InlineData("called nothing", Tick, "")]
    public async Task A_whole_completion_is_taken(string how, string padding, string contentType)
    {
        Assert.NotEmpty(how);
        var done = await lab.RunAsync(Body(padding + Wire.Completion(Message), contentType).InPiecesOf(100));

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal("Primes.", done.Run.Text("reasoning_text"));
        Assert.Equal("stop", done.Run.Text("finish_reason"));
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Fact]
    public async Task Padding_keeps_a_slow_answer_alive()
    {
        var done = await lab.RunAsync(new ScriptedAnswer(
            200, "application/json", [.. Enumerable.Repeat(ScriptedPiece.After(60, Tick), 4), Wire.Completion(Message)]));

        done.AssertSucceeded("Ninety-seven");
    }

    [Fact]
    public async Task Padding_that_stops_is_given_up_and_not_asked_for_again()
    {
        var done = await lab.RunAsync(new ScriptedAnswer(200, "application/json", Tick, ScriptedPiece.Silence));

        done.AssertFailed("openrouter-timeout");
        Assert.Single(done.Calls);
    }

    [Fact]
    public async Task Tool_calls_of_a_whole_completion_are_kept_and_their_finish_is_inferred()
    {
        var done = await lab.RunAsync(Body(Wire.Completion(
            """{"role":"assistant","content":null,"tool_calls":[{"type":"function","index":0,"id":"c1","function":{"name":"now"}}]}""", "null")));

        done.AssertSucceeded("");
        Assert.Equal("""[{"type":"function","index":0,"id":"c1","function":{"name":"now"}}]""", done.Run.GetProperty("tool_calls").GetRawText());
        Assert.Equal("tool_calls", done.Run.Text("finish_reason"));
    }

    [Fact]
    public async Task An_error_below_a_200_is_an_error()
    {
        var done = await lab.RunAsync(Body(Tick + Wire.Error(400, "Provider returned error", """{"raw":"Bad image","provider_name":"Hyperbolic"}""")));

        done.AssertFailed("openrouter-rejected");
        Assert.Contains("Hyperbolic: Bad image", done.Message);
        Assert.Single(done.Calls);
    }

    [Fact]
    public async Task An_error_below_a_200_is_tried_again_when_it_may_pass()
    {
        var done = await lab.RunAsync(Body(Wire.Error(429, "Provider returned error", """{"raw":"Too Many Requests","provider_name":"Hyperbolic"}""")), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(2, done.Calls.Count);
    }

    [Fact]
    public async Task A_partial_answer_with_an_error_in_its_choice_keeps_its_text()
    {
        var done = await lab.RunAsync(Body(
            """{"id":"gen-1","choices":[{"index":0,"finish_reason":"error","message":{"role":"assistant","content":"Nine"},"error":{"code":502,"message":"Provider returned error","metadata":{"raw":"Overheated"}}}]}"""));

        done.AssertFailed("openrouter-failed", "Nine");
        Assert.Contains("Overheated", done.Message);
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData("choices null", """{"id":"gen-1","choices":null}""")]
    [InlineData("choices empty", """{"id":"gen-1","choices":[]}""")]
    [InlineData("a choice of null", """{"id":"gen-1","choices":[null]}""")]
    [InlineData("no choices", "{}")]
    [InlineData("padding alone", Tick)]
    [InlineData("nothing", "")]
    [InlineData("JSON that breaks off", """{"id":"gen-1","choices":[{"ind""")]
    [InlineData("no JSON", "<html>Welcome</html>")]
    [InlineData("another JSON", "[1]")]
    public async Task An_answer_without_a_completion_is_tried_again(string what, string body)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(Body(body), Wire.Good);

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal(2, done.Calls.Count);
    }

    [Fact]
    public async Task An_answer_that_never_brings_a_completion_says_so_in_the_end()
    {
        var nothing = Body("""{"choices":null}""");

        var done = await lab.RunAsync(nothing, nothing, nothing, nothing);

        done.AssertFailed("openrouter-failed");
        Assert.Contains("without any text", done.Message);
        Assert.Equal(4, done.Calls.Count);
    }

    [Fact]
    public async Task A_completion_wrapped_into_the_provider_is_unwrapped()
    {
        var done = await lab.RunAsync(Body($$"""{"id":null,"model":null,"choices":null,"usage":null,"provider":{{Wire.Completion(Message)}}}"""));

        done.AssertSucceeded("Ninety-seven");
        Assert.Equal("OpenAI", done.Run.Text("provider"));
    }
}
