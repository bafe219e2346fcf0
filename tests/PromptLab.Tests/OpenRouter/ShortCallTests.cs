using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>The calls that cost nothing: the key, a generation, the exchange of a code, the catalogue.</summary>
public class ShortCallTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private const string Key =
        """
        {"data":{"label":"sk-or-v1-3fa...9b1","limit":5,"limit_remaining":4.25,"limit_reset":"monthly","include_byok_in_limit":false,
         "usage":0.75,"usage_daily":1e-7,"usage_weekly":0.3,"usage_monthly":0.75,"byok_usage":0,
         "is_free_tier":false,"is_management_key":false,"creator_user_id":"user_2x","expires_at":"2027-12-31T23:59:59Z",
         "free_model_daily_requests":{"used":1012,"limit":1000,"remaining":-12},"allowed_data_regions":["global"],
         "rate_limit":{"requests":-1,"interval":"10s"}}}
        """;

    private const string Generation =
        """
        {"data":{"id":"gen-1","upstream_id":null,"total_cost":1.4e-7,"cache_discount":null,"upstream_inference_cost":0.002,"created_at":"2026-11-24T07:02:00Z",
         "model":"openai/gpt-4.1-mini","app_id":null,"streamed":true,"cancelled":true,"provider_name":"OpenAI","latency":900,"finish_reason":null,
         "tokens_prompt":10,"tokens_completion":5,"native_tokens_prompt":18,"native_tokens_completion":4,"native_tokens_reasoning":2,"native_tokens_cached":3,
         "usage":1.4e-7,"is_byok":true,"provider_responses":null}}
        """;

    /// <summary>How each call fails, whichever it is.</summary>
    public static TheoryData<int, string, string, string> Failures => new()
    {
        { 401, Wire.Error(401, "User not found."), OpenRouterException.KeyRejected, "User not found" },
        { 200, Wire.Error(401, "User not found."), OpenRouterException.KeyRejected, "User not found" },
        { 403, Wire.Error(403, "Only management keys can perform this operation"), OpenRouterException.Failed, "Only management keys" },
        { 429, Wire.Error(429, "Rate limit exceeded"), OpenRouterException.Failed, "Rate limit exceeded" },
        { 500, Wire.Error(500, "Internal Server Error"), OpenRouterException.Failed, "Internal Server Error" },
        { 504, Wire.Error(504, "Too slow"), OpenRouterException.TimedOut, "Too slow" },
        { 524, "<html></html>", OpenRouterException.TimedOut, "too long" },
        { 200, "", OpenRouterException.Failed, "could not answer" },
        { 200, "{\"data\":null}", OpenRouterException.Failed, "could not answer" },
        { 200, "[]", OpenRouterException.Failed, "could not answer" },
    };

    [Fact]
    public async Task A_key_tells_its_limits_and_what_it_has_used()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(200, "\n         \n" + Key));

        var key = await lab.Client.GetKeyAsync(Account.ApiKey, Account.Token);

        Assert.Equal(
            new("sk-or-v1-3fa...9b1", 5, 4.25m, "monthly", 0.75m, 0.0000001m, 0.3m, 0.75m, false, new(2027, 12, 31, 23, 59, 59, TimeSpan.Zero), new(1012, 1000, -12)),
            key);
        var call = Assert.Single(lab.Upstream.Calls);
        Assert.Equal("GET /api/v1/key", call.Line);
        Assert.Equal($"Bearer {Account.ApiKey}", call.Header("Authorization"));
    }

    [Fact]
    public async Task A_key_of_an_older_answer_leaves_unknown_what_is_missing()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(200, """{"data":{"label":"x","limit":null,"usage":0}}"""));

        var key = await lab.Client.GetKeyAsync(Account.ApiKey, Account.Token);

        Assert.Equal(new("x", null, null, null, 0, null, null, null, null, null, null), key);
    }

    [Fact]
    public async Task A_generation_tells_what_was_billed()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(200, Generation));

        var generation = await lab.Client.FindGenerationAsync(ScriptedApp.Model, Account.ApiKey, "gen-1&x=2", Account.Token);

        Assert.Equal(new("openai/gpt-4.1-mini", "OpenAI", null, true, 0.00000014m, true, 0.002m, 18, 4, 2, 3), generation);
        Assert.Equal(0.00200014m, generation?.Cost);
        Assert.Equal("GET /api/v1/generation?id=gen-1%26x%3D2", Assert.Single(lab.Upstream.Calls).Line);
    }

    [Fact]
    public async Task A_generation_that_is_not_written_down_yet_is_null()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(404, Wire.Error(404, "Resource not found")));

        Assert.Null(await lab.Client.FindGenerationAsync(ScriptedApp.Model, Account.ApiKey, Wire.Id, Account.Token));
    }

    [Fact]
    public async Task A_generation_of_a_simulated_model_is_asked_of_the_simulator()
    {
        lab.Upstream.Script();
        ChatCompletion answer = new();
        await lab.Client.StreamAsync(
            "simulator/quick", null, """{"model":"simulator/quick","messages":[{"role":"user","content":"Hi"}],"stream":true}""", answer, _ => ValueTask.CompletedTask, Account.Token);

        var generation = await lab.Client.FindGenerationAsync("simulator/quick", null, answer.GenerationId!, Account.Token);

        Assert.Equal(answer.Usage?.CompletionTokens, generation?.NativeTokensCompletion);
        Assert.Equal("Simulator", generation?.ProviderName);
        Assert.Empty(lab.Upstream.Calls);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Each_call_fails_with_one_of_three_codes(int status, string body, string code, string says)
    {
        foreach (var call in Calls())
        {
            lab.Upstream.Script(ScriptedAnswer.Json(status, body));
            var error = await Assert.ThrowsAsync<OpenRouterException>(call);

            if (error.Code is not OpenRouterException.ConnectFailed)
            {
                Assert.Equal(code, error.Code);
                Assert.Contains(says, error.Message);
            }
        }
    }

    [Fact]
    public async Task Each_call_is_given_up_after_ten_seconds()
    {
        foreach (var call in Calls())
        {
            foreach (var answer in new[] { ScriptedAnswer.Mute, new ScriptedAnswer(200, "application/json", "{", ScriptedPiece.Silence) })
            {
                lab.Upstream.Script(answer);
                var calling = call();
                await lab.PassTimeUntilAsync(calling);
                var error = await Assert.ThrowsAsync<OpenRouterException>(() => calling);

                Assert.Equal(OpenRouterException.TimedOut, error.Code);
                Assert.Contains("10 seconds", error.Message);
            }
        }
    }

    [Fact]
    public async Task Each_call_tells_when_nobody_is_there()
    {
        foreach (var call in Calls())
        {
            foreach (var answer in new[] { ScriptedAnswer.Refused, new ScriptedAnswer(200, "application/json", "{", ScriptedPiece.Cut) })
            {
                lab.Upstream.Script(answer);
                var error = await Assert.ThrowsAsync<OpenRouterException>(call);

                Assert.Equal(OpenRouterException.Failed, error.Code);
            }
        }
    }

    [Theory]
    [InlineData(200, Key, KeyVerdict.Accepted)]
    [InlineData(401, """{"error":{"code":401,"message":"User not found."}}""", KeyVerdict.Rejected)]
    [InlineData(503, "", KeyVerdict.Unknown)]
    [InlineData(200, """{"data":{"total_credits":0,"total_usage":0}}""", KeyVerdict.Accepted)]
    public async Task A_key_is_judged_by_whether_OpenRouter_tells_of_it(int status, string body, KeyVerdict verdict)
    {
        lab.Upstream.Script(ScriptedAnswer.Json(status, body));

        Assert.Equal(verdict, await lab.Client.CheckKeyAsync(Account.ApiKey, Account.Token));
        Assert.Equal("GET /api/v1/key", Assert.Single(lab.Upstream.Calls).Line);
    }

    [Fact]
    public async Task The_catalogue_is_public()
    {
        lab.Upstream.Script(ScriptedAnswer.Json(200,
            """{"data":[{"id":"openrouter/auto","name":"Auto","pricing":{"prompt":"-1","completion":"-1"}}],"total_count":1,"links":{"next":null}}"""));

        var model = Assert.Single(await lab.Client.ListModelsAsync(Account.Token));

        Assert.Equal("-1", model.Pricing?.Prompt);
        Assert.Null(Assert.Single(lab.Upstream.Calls).Header("Authorization"));
    }

    private IEnumerable<Func<Task>> Calls() =>
    [
        () => lab.Client.GetKeyAsync(Account.ApiKey, Account.Token),
        () => lab.Client.FindGenerationAsync(ScriptedApp.Model, Account.ApiKey, Wire.Id, Account.Token),
        () => lab.Client.ExchangeCodeAsync("the-code", "the-verifier", Account.Token),
        () => lab.Client.ListModelsAsync(Account.Token),
    ];
}
