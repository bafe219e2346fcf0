using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>"Provider returned error" hides the cause; it is found wherever the provider put it, and no key comes with it.</summary>
public class CauseTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    [Theory]
    [InlineData("plain text", "\"Bad temperature\"")]
    [InlineData("an object", """{"error":{"message":"Bad temperature","type":"invalid_request_error"}}""")]
    [InlineData("JSON in a string", """
        "{\"error\":{\"message\":\"Bad temperature\"}}"
        """)]
    [InlineData("JSON in JSON", """
        "{\"message\":\"{\\\"detail\\\":\\\"Bad temperature\\\"}\"}"
        """)]
    [InlineData("a detail", """{"detail":"Bad temperature"}""")]
    [InlineData("a list of details", """{"detail":[{"loc":["body","temperature"],"msg":"Bad temperature"}]}""")]
    [InlineData("errors", """{"errors":[{"message":"Bad temperature"}]}""")]
    [InlineData("an error in words", """{"error":"Bad temperature"}""")]
    [InlineData("a list", """[{"error":{"message":"Bad temperature"}}]""")]
    [InlineData("an event", """
        "data: {\"error\":{\"message\":\"Bad temperature\"}}\n\n"
        """)]
    [InlineData("an event with its name", """
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"Bad temperature\"}}\n\ndata: [DONE]\n\n"
        """)]
    [InlineData("an object of unknown names", """{"what":"Bad temperature"}""")]
    public async Task The_cause_is_dug_out_of(string what, string raw)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Json(400, Wire.Error(400, "Provider returned error", $$"""{"raw":{{raw}},"provider_name":"DeepInfra","is_byok":false}""")));

        done.AssertFailed("openrouter-rejected");
        Assert.Contains("DeepInfra: ", done.Message);
        Assert.Contains("Bad temperature", done.Message);
        Assert.DoesNotContain("Provider returned error", done.Message);
    }

    [Theory]
    [InlineData("previous errors of the first shape", """{"raw":"","previous_errors":[{"code":429,"message":"Bad temperature"}]}""", "Bad temperature")]
    [InlineData("no provider", """{"raw":"Bad temperature","provider_name":null}""", ": Bad temperature.")]
    [InlineData("no raw", """{"provider_name":"DeepInfra"}""", "Provider returned error")]
    [InlineData("previous errors without words", """{"previous_errors":[{"provider":"x","code":429,"status":429}]}""", "Provider returned error")]
    [InlineData("a page", """{"raw":"<html>no</html>"}""", "Provider returned error")]
    [InlineData("nothing", "null", "Provider returned error")]
    [InlineData("metadata of another shape", "[7]", "Provider returned error")]
    public async Task The_best_there_is_is_said_with(string what, string metadata, string says)
    {
        Assert.NotEmpty(what);
        var done = await lab.RunAsync(ScriptedAnswer.Json(400, Wire.Error(400, "Provider returned error", metadata)));

        done.AssertFailed("openrouter-rejected");
        Assert.Contains(says, done.Message);
    }

    [Theory]
    [InlineData("in the message")]
    [InlineData("in the cause")]
    [InlineData("in the hint")]
    [InlineData("cut off")]
    [InlineData("at the end of a long text")]
    [InlineData("in capitals")]
    public async Task The_key_is_never_echoed(string where)
    {
        var (message, metadata) = where switch
        {
            "in the message" => ($"Incorrect API key provided: {Account.ApiKey}. Sorry", "null"),
            "in the cause" => ("Provider returned error", $$$"""{"raw":"{\"message\":\"key {{{Account.ApiKey}}} is bad\"}"}"""),
            "in the hint" => ("No", $$"""{"remedy_hint":"Replace {{Account.ApiKey}}"}"""),
            "cut off" => ($"Incorrect API key provided: {Account.ApiKey[..20]}", "null"),
            "at the end of a long text" => (new string('x', 590) + " " + Account.ApiKey, "null"),
            _ => ($"KEY {Account.ApiKey.ToUpperInvariant()}", "null"),
        };

        var done = await lab.RunAsync(ScriptedAnswer.Json(400, Wire.Error(400, message, metadata)));

        done.AssertFailed("openrouter-rejected");
        Assert.DoesNotContain("51ab51", done.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(lab.App.Log.Lines, line => line.Contains(Account.ApiKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_providers_key_is_not_echoed_either()
    {
        var done = await lab.RunAsync(ScriptedAnswer.Json(401, Wire.Error(401, "Incorrect API key provided: sk-proj-abcdefghijkl")));

        Assert.DoesNotContain("abcdefgh", done.Message);
    }

    [Fact]
    public async Task An_endless_reason_is_cut()
    {
        var endless = new string('x', 100_000);

        var done = await lab.RunAsync(ScriptedAnswer.Json(400, Wire.Error(400, endless, $$"""{"remedy_hint":"{{endless}}","reasons":["{{endless}}"]}""")));

        Assert.InRange(done.Message.Length, 1200, 1400);
    }
}
