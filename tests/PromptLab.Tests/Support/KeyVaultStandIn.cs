using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace PromptLab.Tests.Support;

/// <summary>
/// Key Vault as it is on the wire: the challenge, versions in pages and in no useful order, refusals in the vault's own words.
/// The real client talks to it, and checks its challenge as it checks the vault's.
/// </summary>
public sealed class KeyVaultStandIn : IAsyncDisposable
{
    public const string SecretName = "wrapping-key";
    public const string Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    private const string TokenOfTests = "a-token-of-the-tests";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, VaultVersion> versions = new();
    private long created = 1_780_000_000;

    private KeyVaultStandIn(WebApplication app) => this.app = app;

    // The client remembers challenges by host for as long as the process lives: each stand-in is a stranger.
    public Uri Address { get; } = new($"https://pl-{Guid.NewGuid():N}"[..28] + ".vault.azure.net");

    public FakeCredential Credential { get; } = new(TokenOfTests);

    public ConcurrentQueue<VaultCall> Calls { get; } = new();

    /// <summary>How the vault refuses everybody; null when it does not.</summary>
    public VaultRefusal? Refusal { get; set; }

    public int PageSize { get; set; } = 2;

    /// <summary>The app's settings with this vault as the home of the wrapping keys.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Encryption:KeyVaultUri"] = Address.ToString(),
        ["Encryption:WrappingKeys:1"] = null,
        ["AzureWebJobsStorage:clientId"] = Tenant,
    };

    public static async Task<KeyVaultStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        var app = builder.Build();
        KeyVaultStandIn vault = new(app);
        app.Use(vault.AnswerAsync);
        app.UseRouting();
        app.MapGet("/secrets/{name}/versions", vault.List);
        app.MapGet("/secrets/{name}/{version}", vault.Get);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return vault;
    }

    public SecretClient Client() => new(Address, Credential, new()
    {
        Transport = new HttpClientTransport(app.GetTestClient()),
        Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) },
    });

    /// <summary>A new version, newer than all others; a random key unless told otherwise.</summary>
    public string AddVersion(string? value = null)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        versions[id] = new(id, value ?? AppSetup.RandomKey(), Interlocked.Increment(ref created), Enabled: true);
        return id;
    }

    public void SetEnabled(string version, bool enabled) => versions[version] = versions[version] with { Enabled = enabled };

    public void Purge(string version) => versions.TryRemove(version, out _);

    /// <summary>How often the value of this version was given away.</summary>
    public int ReadsOf(string version) => Calls.Count(call => call.Path.EndsWith($"/{version}", StringComparison.Ordinal) && call.Status is 200);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        await (authorization != $"Bearer {TokenOfTests}" ? ChallengeAsync(http)
            : string.IsNullOrEmpty(http.Request.Query["api-version"]) ? Error(400, "BadParameter", "api-version must be specified").ExecuteAsync(http)
            : Refusal is { } refusal ? RefuseAsync(http, refusal)
            : next(http));
        Calls.Enqueue(new(http.Request.Path.Value!.TrimEnd('/'), authorization, http.Response.StatusCode));
    }

    private static Task ChallengeAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = $"Bearer authorization=\"https://login.microsoftonline.com/{Tenant}\", resource=\"https://vault.azure.net\"";
        return Error(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.").ExecuteAsync(http);
    }

    private static Task RefuseAsync(HttpContext http, VaultRefusal refusal)
    {
        if (refusal is VaultRefusal.Throttled)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return (refusal switch
        {
            VaultRefusal.Throttled => Error(429, "Throttled", "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"),
            VaultRefusal.NoRight => Error(403, "Forbidden", "Caller is not authorized to perform action on resource.\r\nAssignment: (not found)\r\n", "ForbiddenByRbac"),
            _ => Error(503, "ServiceUnavailable", "The service is unavailable."),
        }).ExecuteAsync(http);
    }

    private IResult List(string name, HttpRequest request)
    {
        // By id, as the vault does: the newest may stand anywhere.
        var all = name == SecretName ? versions.Values.OrderBy(version => version.Id, StringComparer.Ordinal).ToList() : [];
        var from = request.Query["$skiptoken"].ToString() is { Length: > 0 } token ? int.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(token)), null) : 0;
        var next = from + PageSize;
        var marker = Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{next}")));
        return Json(200, new
        {
            value = all.Skip(from).Take(PageSize).Select(version => new { id = IdOf(version), attributes = AttributesOf(version) }),
            nextLink = next < all.Count ? $"{Address.Scheme}://{Address.Host}:443{request.Path}?api-version={request.Query["api-version"]}&$skiptoken={marker}&maxresults={PageSize}" : null,
        });
    }

    private IResult Get(string name, string version) =>
        name != SecretName || !versions.TryGetValue(version, out var found)
            ? Error(404, "SecretNotFound", $"A secret with (name/id) {name}/{version} was not found in this key vault.")
            : !found.Enabled ? Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled")
            : Json(200, new { value = found.Value, id = IdOf(found), attributes = AttributesOf(found) });

    private string IdOf(VaultVersion version) => $"{Address}secrets/{SecretName}/{version.Id}";

    private static object AttributesOf(VaultVersion version) =>
        new { enabled = version.Enabled, created = version.Created, updated = version.Created, recoveryLevel = "Recoverable", recoverableDays = 90 };

    private static IResult Error(int status, string code, string message, string? inner = null) =>
        Json(status, new { error = new { code, message, innererror = inner is null ? null : new { code = inner } } });

    private static IResult Json(int status, object body) => Results.Json(body, statusCode: status, contentType: "application/json; charset=utf-8");

    private sealed record VaultVersion(string Id, string Value, long Created, bool Enabled);
}

public enum VaultRefusal
{
    Throttled,
    NoRight,
    Down,
}

public sealed record VaultCall(string Path, string Authorization, int Status);

/// <summary>Stands for the app's identity: gives the same token to whoever asks, and remembers for what.</summary>
public sealed class FakeCredential(string token) : TokenCredential
{
    public ConcurrentQueue<TokenRequestContext> Asked { get; } = new();

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Asked.Enqueue(requestContext);
        return new(new AccessToken(token, DateTimeOffset.UtcNow.AddHours(1)));
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
}
