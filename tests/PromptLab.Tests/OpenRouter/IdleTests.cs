namespace PromptLab.Tests.OpenRouter;

/// <summary>Who is silent for too long is given up, and not asked again: they may still be at work, and bill it.</summary>
public class IdleTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
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
