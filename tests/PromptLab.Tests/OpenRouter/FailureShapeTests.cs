namespace PromptLab.Tests.OpenRouter;

/// <summary>A failure may come from anybody on the way, in any shape.</summary>
public class FailureShapeTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    [Fact]
    public async Task The_code_in_the_body_goes_before_the_status_of_the_answer()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(502, Wire.Error(401, "User not found.")));

        done.AssertFailed("api-key-rejected");
        Assert.Single(done.Calls);
    }

    [Theory]
    [InlineData("<html><h1>Bad gateway</h1></html>", "text/html", "Bad Request")]
    [InlineData("upstream says no", "text/plain", "upstream says no")]
    [InlineData("", "application/json", "Bad Request")]
    [InlineData("{\"detail\":\"Not this way\"}", "application/json", "Not this way")]
    [InlineData("{\"error\":\"Not so\"}", "application/json", "Not so")]
    [InlineData("{\"error\":{\"code\":400,\"message\":\"half \\ud83d\"}}", "application/json", "half")]
    [InlineData("{\"error\":{\"code\":400,\"\\ud800\":1,\"message\":\"perhaps\"}}", "application/json", "OpenRouter did not accept the request")]
    [InlineData("{\"error\":{\"code\":400,\"message\":\"Not so\",\"metadata\":{\"headers\":{\"\\ud800\":1}}}}", "application/json", "Not so")]
    public async Task A_failure_of_another_shape_is_told_too(string body, string contentType, string says)
    {
        var done = await lab.RunAsync(new ScriptedAnswer(400, contentType, body));

        done.AssertFailed("openrouter-rejected");
        Assert.Contains(says, done.Message);
    }

    [Fact]
    public async Task An_error_whose_body_breaks_off_is_told_by_its_status()
    {
        var done = await lab.RunAsync(new ScriptedAnswer(401, "application/json", "{\"error\":", ScriptedPiece.Cut));

        done.AssertFailed("api-key-rejected");
    }
}
