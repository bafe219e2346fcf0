using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptLab.Tests.Simulator;

public sealed class AuthorizationTests
{
    private const string Verifier = "a-verifier-that-is-long-enough-to-be-one-of-its-kind";

    [Fact]
    public async Task A_code_buys_one_key_for_the_right_verifier()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var code = await CodeAsync(simulator, Challenge());

        var (status, body) = await ExchangeAsync(simulator, code, Verifier);
        var (again, _) = await ExchangeAsync(simulator, code, Verifier);

        var key = body.GetProperty("key").GetString()!;
        Assert.Equal((200, 403), (status, again));
        Assert.Matches("^sk-or-v1-[0-9a-f]{64}$", key);
        var about = (await simulator.GetAsync("/api/v1/key", key)).GetProperty("data");
        Assert.Equal(0, about.GetProperty("usage").GetDecimal());
        Assert.Equal(body.GetProperty("user_id").GetString(), about.GetProperty("creator_user_id").GetString());
    }

    [Fact]
    public async Task A_wrong_verifier_or_another_method_spoils_the_code()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var code = await CodeAsync(simulator, Challenge());
        var other = await CodeAsync(simulator, Challenge());

        var (wrong, body) = await ExchangeAsync(simulator, code, "another");
        var (late, _) = await ExchangeAsync(simulator, code, Verifier);
        var (plain, _) = await ExchangeAsync(simulator, other, Challenge(), "plain");

        Assert.Equal((403, 403, 403), (wrong, late, plain));
        Assert.Equal("Invalid code or code_verifier", body.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_code_expires_after_ten_minutes()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var code = await CodeAsync(simulator, Verifier, "plain");

        simulator.Clock.Advance(TimeSpan.FromSeconds(601));
        var (status, body) = await ExchangeAsync(simulator, code, Verifier, "plain");

        Assert.Equal((403, "Authorization code expired"), (status, body.GetProperty("error").GetProperty("message").GetString()));
    }

    [Fact]
    public async Task An_unknown_method_is_a_bad_request_and_another_verb_not_allowed()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var (status, body) = await ExchangeAsync(simulator, "x", Verifier, "S512");
        var verb = await simulator.GetAsync("/api/v1/auth/keys");

        Assert.Equal((400, "Invalid code_challenge_method"), (status, body.GetProperty("error").GetProperty("message").GetString()));
        Assert.Equal(405, verb.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Without_a_callback_the_page_shows_the_code_and_wants_a_challenge()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var page = await simulator.Client.GetStringAsync(new Uri($"/auth?code_challenge={Challenge()}&code_challenge_method=S256", UriKind.Relative), TestContext.Current.CancellationToken);
        using var refused = await simulator.Client.GetAsync(new Uri("/auth", UriKind.Relative), TestContext.Current.CancellationToken);

        var code = page.Split("<code>")[1].Split("</code>")[0];
        Assert.Equal(200, (await ExchangeAsync(simulator, code, Verifier)).Status);
        Assert.Equal(400, (int)refused.StatusCode);
    }

    [Fact]
    public async Task A_callback_keeps_its_own_query_and_must_be_safe()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var good = await AuthorizeAsync(simulator, "http://localhost:7071/back?state=s1", Challenge(), "S256");
        using var bad = await AuthorizeAsync(simulator, "http://example.com/back", Challenge(), "S256");

        Assert.StartsWith("?state=s1&code=", good.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Equal(400, (int)bad.StatusCode);
    }

    [Fact]
    public async Task A_key_can_order_a_code_for_a_limited_key_of_its_account()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var (status, ordered) = await PostAsync(simulator, "/api/v1/auth/keys/code", new()
        {
            ["callback_url"] = "http://localhost:7071/back",
            ["limit"] = 0.0001,
            ["usage_limit_type"] = "daily",
            ["expires_at"] = "2026-05-19T00:00:00Z",
        });
        var key = (await ExchangeAsync(simulator, ordered.GetProperty("data").GetProperty("id").GetString()!, null)).Body.GetProperty("key").GetString()!;

        var first = await AskAsync(simulator, key);
        var second = await AskAsync(simulator, key);
        var about = (await simulator.GetAsync("/api/v1/key", key)).GetProperty("data");
        simulator.Clock.Advance(TimeSpan.FromHours(24));
        var tomorrow = await AskAsync(simulator, key);
        simulator.Clock.Advance(TimeSpan.FromHours(24));
        var expired = await AskAsync(simulator, key);

        Assert.Equal((200, 200, 403, 200, 401), (status, first, second, tomorrow, expired));
        Assert.Equal("daily", about.GetProperty("limit_reset").GetString());
        Assert.Equal(0.0001m, about.GetProperty("limit").GetDecimal());
        Assert.Equal(0, about.GetProperty("limit_remaining").GetDecimal());
        var owner = (await simulator.GetAsync("/api/v1/key")).GetProperty("data");
        Assert.Equal(owner.GetProperty("creator_user_id").GetString(), about.GetProperty("creator_user_id").GetString());
        Assert.Equal(0, owner.GetProperty("usage").GetDecimal());
        Assert.True((await simulator.GetAsync("/api/v1/credits")).GetProperty("data").GetProperty("total_usage").GetDecimal() > 0);
    }

    /// <summary>The status of a chat call that has come to its end.</summary>
    private static async Task<int> AskAsync(SimulatorHost simulator, string key)
    {
        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/steady", "Tell me about tides"), key);
        await SimulatorHost.ReadAsync(response);
        return (int)response.StatusCode;
    }

    private static string Challenge() =>
        Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static async Task<string> CodeAsync(SimulatorHost simulator, string challenge, string method = "S256")
    {
        using var redirect = await AuthorizeAsync(simulator, "http://localhost:7071/back", challenge, method);
        return redirect.Headers.Location!.Query["?code=".Length..];
    }

    private static Task<HttpResponseMessage> AuthorizeAsync(SimulatorHost simulator, string callback, string challenge, string method) => simulator.Client.GetAsync(
        new Uri($"/auth?callback_url={Uri.EscapeDataString(callback)}&code_challenge={challenge}&code_challenge_method={method}", UriKind.Relative),
        TestContext.Current.CancellationToken);

    private static Task<(int Status, JsonElement Body)> ExchangeAsync(SimulatorHost simulator, string code, string? verifier, string method = "S256") =>
        PostAsync(simulator, "/api/v1/auth/keys", new() { ["code"] = code, ["code_verifier"] = verifier, ["code_challenge_method"] = method });

    private static async Task<(int Status, JsonElement Body)> PostAsync(SimulatorHost simulator, string path, JsonObject json)
    {
        using var body = new StringContent(json.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await simulator.Client.PostAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await SimulatorHost.ReadAsync(response));
    }
}
