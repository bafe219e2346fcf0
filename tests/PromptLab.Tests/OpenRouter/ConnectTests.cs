using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>The second half of connecting an account: a code becomes a key.</summary>
public class ConnectTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    [Fact]
    public async Task A_code_is_exchanged_for_a_key_without_any_key()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(200, $$"""{"key":"{{Account.ApiKey}}","user_id":null}"""));

        var key = await lab.Client.ExchangeCodeAsync("the-code", "the-verifier", Account.Token);

        Assert.Equal(Account.ApiKey, key);
        var call = Assert.Single(lab.Upstream.Calls);
        Assert.Equal("POST /api/v1/auth/keys", call.Line);
        Assert.Null(call.Header("Authorization"));
        Assert.Equal("""{"code":"the-code","code_verifier":"the-verifier","code_challenge_method":"S256"}""", call.Body);
    }

    [Theory]
    [InlineData(400, "Invalid code_challenge_method")]
    [InlineData(403, "Invalid code or code_verifier")]
    [InlineData(403, "Authorization code expired")]
    public async Task A_code_that_is_refused_says_why(int status, string message)
    {
        lab.Upstream.Script(ScriptedAnswer.Json(status, Wire.Error(status, message)));

        var error = await Assert.ThrowsAsync<OpenRouterException>(() => lab.Client.ExchangeCodeAsync("the-code", "the-verifier", Account.Token));

        Assert.Equal(OpenRouterException.ConnectFailed, error.Code);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public async Task A_code_that_is_refused_does_not_echo_what_was_sent()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(403, Wire.Error(403, "Invalid the-code or the-verifier")));

        var error = await Assert.ThrowsAsync<OpenRouterException>(() => lab.Client.ExchangeCodeAsync("the-code", "the-verifier", Account.Token));

        Assert.DoesNotContain("the-", error.Message);
    }
}
