using System.IdentityModel.Tokens.Jwt;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Auth;

public class AccessTokenTests
{
    /// <summary>Long enough for HS512, so that it is our rule which refuses that and not the key's length.</summary>
    private readonly string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    /// <summary>What is wrong with the token, and how it came about. The first is what an honest one looks like.</summary>
    public static TheoryData<string> Forgeries() =>
    [
        "alg none", "alg NONE with the signature kept", "HS512 with our key", "RS256 with a key of the attacker's", "no kid", "unknown kid",
        "the kid of our key but another key", "another issuer", "another audience", "expired", "not yet valid", "no expiry", "changed payload",
        "no signature", "cut signature",
    ];

    [Fact]
    public async Task A_token_made_like_ours_with_our_key_is_accepted()
    {
        await using var app = await StartAsync(key);
        var ada = await app.RegisterAsync();

        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, Token(ada.Id, HmacWith(key))));
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forged_token_is_refused(string forgery)
    {
        await using var app = await StartAsync(key);
        var ada = await app.RegisterAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(app, Forge(forgery, ada.Id)));
    }

    [Fact]
    public async Task The_key_that_is_about_to_be_replaced_may_be_named_as_the_previous_one_already()
    {
        await using var app = await StartAsync(key, previous: key);

        Assert.Equal(HttpStatusCode.OK, await AskAsync(app, (await Visitor.RegisterAsync(app)).Access!));
    }

    [Fact]
    public async Task During_a_rotation_tokens_of_both_keys_are_accepted_on_both_hosts_and_afterwards_only_the_new_one()
    {
        var newKey = AppSetup.RandomKey();
        await using var before = await StartAsync(key);
        await using var during = await StartAsync(newKey, previous: key, storage: before.Storage);
        await using var after = await StartAsync(newKey, storage: before.Storage);
        var old = await Visitor.RegisterAsync(before);
        var renewed = await (await Visitor.RegisterAsync(before)).OnAnotherDeviceAsync();
        renewed = await OnHostAsync(during, renewed);

        Assert.Equal(HttpStatusCode.OK, await AskAsync(during, old.Access!));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(during, renewed.Access!));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(after, old.Access!));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(after, renewed.Access!));
    }

    [Theory]
    [InlineData("", "", "Auth__SigningKey is not set: put 32 random bytes")]
    [InlineData("c2hvcnQ=", "", "Auth__SigningKey is not 32 bytes or more in base64: put 32 random bytes")]
    [InlineData("not base64 at all, however long this text may be", "", "Auth__SigningKey is not 32 bytes or more in base64: put")]
    [InlineData("<32 random bytes in base64; npm start makes them>", "", "Auth__SigningKey still holds the placeholder of local.settings.sample.json: put")]
    [InlineData("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OQ==", "", "Auth__SigningKey is not random and could be guessed: put")]
    [InlineData("@Microsoft.KeyVault(VaultName=v;SecretName=Auth-SigningKey)", "", "Auth__SigningKey is a Key Vault reference that Azure did not resolve: look")]
    [InlineData(null, "c2hvcnQ=", "Auth__PreviousSigningKey is not 32 bytes or more in base64: put 32 random bytes")]
    public async Task A_missing_or_weak_signing_key_is_one_clear_line_at_start_up(string? current, string previous, string sentence)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(current ?? key, previous));

        Assert.StartsWith(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private string Forge(string forgery, string userId)
    {
        var honest = Token(userId, HmacWith(key));
        var parts = honest.Split('.');
        return forgery switch
        {
            "alg none" => $"{Base64Url("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            "alg NONE with the signature kept" => $"{Base64Url("""{"alg":"NONE","typ":"JWT"}""")}.{parts[1]}.{parts[2]}",
            "HS512 with our key" => Token(userId, HmacWith(key, SecurityAlgorithms.HmacSha512)),
            "RS256 with a key of the attacker's" => Token(userId, new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = KidOf(key) }, SecurityAlgorithms.RsaSha256)),
            "no kid" => Token(userId, HmacWith(key, kid: "")),
            "unknown kid" => Token(userId, HmacWith(key, kid: "00000000")),
            "the kid of our key but another key" => Token(userId, HmacWith(AppSetup.RandomKey(), kid: KidOf(key))),
            "another issuer" => Token(userId, HmacWith(key), issuer: "evil"),
            "another audience" => Token(userId, HmacWith(key), audience: "another-app"),
            "expired" => Token(userId, HmacWith(key), expiresIn: -1),
            "not yet valid" => Token(userId, HmacWith(key), startsIn: 60),
            "no expiry" => Token(userId, HmacWith(key), expiresIn: null),
            "changed payload" => $"{parts[0]}.{Token(Guid.CreateVersion7().ToString(), HmacWith(key)).Split('.')[1]}.{parts[2]}",
            "no signature" => $"{parts[0]}.{parts[1]}.",
            "cut signature" => honest[..^8],
            _ => throw new ArgumentOutOfRangeException(nameof(forgery)),
        };
    }

    private static string Token(
        string userId, SigningCredentials signing, string issuer = "promptlab", string audience = "promptlab", int? expiresIn = 300, int startsIn = -5)
    {
        var now = DateTime.UtcNow;
        JwtSecurityToken token = new(
            issuer, audience, [new Claim("sub", userId)], now.AddHours(-1), expires: expiresIn is { } seconds ? now.AddSeconds(seconds) : null, signing);
        token.Payload["nbf"] = new DateTimeOffset(now).AddSeconds(startsIn).ToUnixTimeSeconds();
        return new JwtSecurityTokenHandler().WriteToken(token);
    }

    private static SigningCredentials HmacWith(string key, string algorithm = SecurityAlgorithms.HmacSha256, string? kid = null) =>
        new(new SymmetricSecurityKey(Convert.FromBase64String(key)) { KeyId = kid ?? KidOf(key) }, algorithm);

    private static string KidOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key)))[..8];

    private static string Base64Url(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static async Task<Visitor> OnHostAsync(App app, Visitor visitor)
    {
        Visitor there = new(app, visitor.Email);
        Assert.Equal(HttpStatusCode.OK, (await there.LoginAsync()).StatusCode);
        return there;
    }

    private static async Task<HttpStatusCode> AskAsync(App app, string token)
    {
        HttpRequestMessage request = new(HttpMethod.Get, "/api/auth/me/") { Headers = { Authorization = new("Bearer", token) } };
        return (await app.Client().SendAsync(request, Account.Token)).StatusCode;
    }

    private static Task<App> StartAsync(string key, string previous = "", string? storage = null) =>
        App.StartAsync(new() { Storage = storage, Overrides = { ["Auth:SigningKey"] = key, ["Auth:PreviousSigningKey"] = previous } });
}
