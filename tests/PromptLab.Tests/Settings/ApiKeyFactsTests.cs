using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

/// <summary>What OpenRouter says of a key, and a key that OpenRouter itself gives out.</summary>
public class ApiKeyFactsTests(SharedApp shared)
{
    private const string Verifier = "a-verifier-that-is-as-long-as-RFC-7636-wants-it-to-be";

    [Fact]
    public async Task The_saved_keys_credit_is_told()
    {
        var ada = await WithKeyAsync(shared.App);

        var facts = await ada.GetAsync("/api/settings/api-key/");

        Assert.StartsWith("sk-or-v1-51a", facts.Text("label"), StringComparison.Ordinal);
        Assert.True(facts.GetProperty("usage_usd").GetDecimal() >= 0);
        Assert.DoesNotContain(Account.ApiKey, facts.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_or_without_OpenRouter_a_sentence_says_so()
    {
        AppSetup setup = new();
        await using var app = await App.StartAsync(setup);
        var ada = await app.RegisterAsync();

        await Problem.AssertAsync(await ada.SendAsync("GET", "/api/settings/api-key/"), HttpStatusCode.Conflict, "api-key-missing");
        await SaveAsync(ada);
        setup.OpenRouterIsDown = true;
        await Problem.AssertAsync(await ada.SendAsync("GET", "/api/settings/api-key/"), HttpStatusCode.BadGateway, "openrouter-failed");
    }

    [Fact]
    public async Task A_code_that_OpenRouter_gave_becomes_the_saved_key_once()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var code = await app.AuthorizeAsync(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))));

        var connected = await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/api-key/connect/", new { code, code_verifier = Verifier });

        var settings = await ada.GetAsync("/api/settings/");
        Assert.True(settings.GetProperty("has_api_key").GetBoolean());
        Assert.Equal(connected.Text("api_key_hint"), settings.Text("api_key_hint"));
        Assert.Equal(JsonValueKind.String, (await ada.GetAsync("/api/settings/api-key/")).GetProperty("label").ValueKind);

        var again = await ada.SendAsync("POST", "/api/settings/api-key/connect/", new { code, code_verifier = Verifier });
        await Problem.AssertAsync(again, HttpStatusCode.UnprocessableEntity, "connect-failed");
    }

    [Fact]
    public async Task A_code_with_another_verifier_changes_nothing()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var code = await app.AuthorizeAsync(Base64Url.EncodeToString(SHA256.HashData("another secret"u8)));

        var response = await ada.SendAsync("POST", "/api/settings/api-key/connect/", new { code, code_verifier = Verifier });

        await Problem.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "connect-failed");
        Assert.False((await ada.GetAsync("/api/settings/")).GetProperty("has_api_key").GetBoolean());
    }

    private static async Task<Account> WithKeyAsync(App app)
    {
        var account = await app.RegisterAsync();
        await SaveAsync(account);
        return account;
    }

    private static Task SaveAsync(Account account) => account.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
}
