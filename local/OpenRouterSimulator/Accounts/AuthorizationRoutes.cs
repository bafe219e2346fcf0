using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using OpenRouterSimulator.Errors;
using static OpenRouterSimulator.WireJson;

namespace OpenRouterSimulator.Accounts;

/// <summary>A key by PKCE. Nobody has to sign in here: the page that asks is sent straight back with a code.</summary>
public static class AuthorizationRoutes
{
    private static readonly string[] OtherVerbs = ["GET", "PUT", "PATCH", "DELETE"];

    public static void MapAuthorization(this WebApplication app)
    {
        app.MapGet("/auth", Authorize);
        app.MapPost("/api/v1/auth/keys", ExchangeAsync);
        app.MapPost("/api/v1/auth/keys/code", CreateCodeAsync);
        app.MapMethods("/api/v1/auth/keys", OtherVerbs, RefuseVerb);
        app.MapMethods("/api/v1/auth/keys/code", OtherVerbs, RefuseVerb);
    }

    private static Task RefuseVerb(HttpContext http) => throw new ApiErrorException(405, "Method Not Allowed");

    private static IResult Authorize(
        AuthorizationCodes codes,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "callback_url")] string? callback,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "code_challenge")] string? challenge,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "code_challenge_method")] string? method)
    {
        var grant = new Grant(challenge, method);
        if (callback is not null)
        {
            return IsAllowed(callback)
                ? Results.Redirect(QueryHelpers.AddQueryString(callback, "code", codes.Issue(grant)))
                : throw ApiErrors.BadRequest();
        }

        // Without a callback the code is shown, to be pasted; anybody could read it, so the challenge is a must.
        return challenge is null
            ? throw ApiErrors.BadRequest()
            : Results.Content($"<!doctype html><title>OpenRouter (simulated)</title><p>Your code: <code>{WebUtility.HtmlEncode(codes.Issue(grant))}</code>", "text/html");
    }

    private static bool IsAllowed(string callback) =>
        Uri.TryCreate(callback, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || (address.Scheme == "http" && address.Host is "localhost" or "127.0.0.1"));

    private static async Task ExchangeAsync(HttpContext http, AuthorizationCodes codes, KeyLedger ledger)
    {
        var body = await ReadAsync(http);
        var grant = codes.Redeem(Text(body, "code") ?? "", Text(body, "code_verifier"), Text(body, "code_challenge_method"));

        var (key, secret) = ApiKey.Create(grant.Owner);
        ledger.Open(key, grant.Terms);
        await http.Response.WriteWireAsync(new JsonObject { ["key"] = secret, ["user_id"] = key.UserId }, http.RequestAborted);
    }

    /// <summary>A code for a new key of the caller's account, made without the page.</summary>
    private static async Task CreateCodeAsync(HttpContext http, AuthorizationCodes codes, TimeProvider clock)
    {
        var owner = ApiKey.Require(http.Request);
        var body = await ReadAsync(http);
        if (Text(body, "callback_url") is not { } callback || !IsAllowed(callback) || Text(body, "key_label") is { Length: > 100 })
        {
            throw ApiErrors.BadRequest();
        }

        var code = codes.Issue(new Grant(Text(body, "code_challenge"), Text(body, "code_challenge_method"), owner) { Terms = ReadTerms(body) });
        var data = new JsonObject { ["id"] = code, ["app_id"] = 1, ["created_at"] = Time(clock.GetUtcNow()) };
        await http.Response.WriteWireAsync(new JsonObject { ["data"] = data }, http.RequestAborted);
    }

    private static KeyTerms ReadTerms(JsonObject body)
    {
        LimitPeriod? resets = Text(body, "usage_limit_type") switch
        {
            null => null,
            "daily" => LimitPeriod.Daily,
            "weekly" => LimitPeriod.Weekly,
            "monthly" => LimitPeriod.Monthly,
            _ => throw ApiErrors.BadRequest(),
        };
        var limit = body["limit"] is JsonValue number ? number.TryGetValue(out decimal amount) && amount >= 0 ? amount : throw ApiErrors.BadRequest() : (decimal?)null;
        var expiresAt = body["expires_at"] is JsonValue time ? time.TryGetValue(out DateTimeOffset at) ? at : throw ApiErrors.BadRequest() : (DateTimeOffset?)null;

        return new KeyTerms(limit, resets, expiresAt);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject ?? throw ApiErrors.BadRequest();
        }
        catch (JsonException)
        {
            throw ApiErrors.BadRequest();
        }
    }

    private static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value ? value.TryGetValue(out string? text) ? text : throw ApiErrors.BadRequest() : null;
}
