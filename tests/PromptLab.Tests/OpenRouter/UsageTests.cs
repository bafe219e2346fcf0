using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>What a run cost is what OpenRouter says, in whatever shape; what it does not say is unknown.</summary>
public class UsageTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    [Theory]
    [InlineData("no choices", "[]")]
    [InlineData("the finish again", """[{"index":0,"delta":{"content":"","role":"assistant"},"finish_reason":"stop","native_finish_reason":"completed"}]""")]
    [InlineData("a finish of null", """[{"index":0,"delta":{"content":"","role":"assistant"},"finish_reason":null,"native_finish_reason":null}]""")]
    [InlineData("choices null", "null")]
    public async Task Usage_is_taken_from_a_last_chunk_with(string shape, string choices)
    {
        Assert.NotEmpty(shape);
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("97"), Wire.Finish("stop"), Wire.Chunk(choices, Wire.Usage)));

        done.AssertSucceeded("97");
        Assert.Equal("stop", done.Run.Text("finish_reason"));
        Assert.Equal((18, 4), (done.Run.Number("input_tokens"), done.Run.Number("output_tokens")));
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Theory]
    [InlineData("exponent", """{"prompt_tokens":1,"completion_tokens":1,"cost":1.4e-7}""", "0.00000014")]
    [InlineData("exponent of one digit", """{"prompt_tokens":1,"completion_tokens":1,"cost":6e-8}""", "0.00000006")]
    [InlineData("zero", """{"prompt_tokens":1,"completion_tokens":1,"cost":0}""", "0")]
    [InlineData("null", """{"prompt_tokens":1,"completion_tokens":1,"cost":null}""", null)]
    [InlineData("missing", """{"prompt_tokens":1,"completion_tokens":1}""", null)]
    [InlineData("no number", """{"prompt_tokens":1,"completion_tokens":1,"cost":{}}""", null)]
    [InlineData("fee above the parts", """{"cost":0.0052,"is_byok":false,"cost_details":{"upstream_inference_cost":0.0002}}""", "0.0052")]
    [InlineData("own provider key", """{"cost":0.0001,"is_byok":true,"cost_details":{"upstream_inference_cost":0.002}}""", "0.0021")]
    [InlineData("own provider key, its part null", """{"cost":0.0001,"is_byok":true,"cost_details":{"upstream_inference_cost":null}}""", null)]
    [InlineData("own provider key, its part missing", """{"cost":0.0001,"is_byok":true}""", null)]
    [InlineData("own provider key, fee null", """{"cost":null,"is_byok":true,"cost_details":{"upstream_inference_cost":0.002}}""", null)]
    [InlineData("negative", """{"cost":-0.5}""", null)]
    [InlineData("more than there is", """{"cost":79228162514264337593543950335}""", null)]
    [InlineData("own provider key, more together than a number holds", """{"cost":79228162514264337593543950335,"is_byok":true,"cost_details":{"upstream_inference_cost":1}}""", null)]
    public async Task A_cost_is_as_told_and_otherwise_unknown(string what, string usage, string? cost)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("97"), Wire.Finish("stop", $"\"usage\":{usage}")));

        done.AssertSucceeded("97");
        Assert.Equal(cost, done.Cost?.ToString("0.##################", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("missing", "\"x\":1")]
    [InlineData("null", "\"usage\":null")]
    [InlineData("no object", "\"usage\":7")]
    [InlineData("of another shape", "\"usage\":{\"prompt_tokens\":{},\"cost\":0.1}")]
    public async Task A_usage_that_cannot_be_read_leaves_the_answer_alone(string what, string more)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("97"), Wire.Finish("stop", more)));

        done.AssertSucceeded("97");
        Assert.Null(done.Cost);
        Assert.True(done.Run.IsNull("input_tokens"));
    }

    [Fact]
    public async Task The_usage_of_a_failed_answer_counts()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(Wire.Text("97"), Wire.Chunk("[]", Wire.Usage + ",\"error\":{\"code\":502,\"message\":\"Provider disconnected\"}")));

        done.AssertFailed("openrouter-failed", "97");
        Assert.Equal(0.0000136m, done.Cost);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("stop")]
    public async Task Reasoning_may_eat_every_token_and_is_shown_as_what_it_was(string finish)
    {
        var done = await lab.RunAsync(ScriptedAnswer.Events(
            Wire.Delta("""{"content":null}"""),
            Wire.Finish(finish, """
            "usage":{"prompt_tokens":9,"completion_tokens":64,"cost":0.002,"completion_tokens_details":{"reasoning_tokens":64}}
            """)));

        done.AssertSucceeded("");
        Assert.Equal(64, done.Run.Number("reasoning_tokens"));
        Assert.Equal(finish, done.Run.Text("finish_reason"));
        Assert.Single(done.Calls);
    }
}
