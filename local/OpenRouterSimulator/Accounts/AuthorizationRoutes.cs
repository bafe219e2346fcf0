using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Accounts;

/// <summary>A key by PKCE. Nobody has to sign in here: the page that asks is sent straight back with a code.</summary>
public static class AuthorizationRoutes
{
    public static void MapAuthorization(this WebApplication app)
    {
        app.MapGet("/auth", Authorize);
        app.MapPost("/api/v1/auth/keys", ExchangeAsync);
        app.MapMethods("/api/v1/auth/keys", ["GET", "PUT", "PATCH", "DELETE"], () => { throw new ApiErrorException(405, "Method Not Allowed"); });
    }

    private static IResult Authorize(
        AuthorizationCodes codes,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "callback_url")] string? callback,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "code_challenge")] string? challenge,
        [Microsoft.AspNetCore.Mvc.FromQuery(Name = "code_challenge_method")] string? method)
    {
        if (method is not (null or "S256" or "plain"))
        {
            throw ApiErrors.BadRequest("Invalid code_challenge_method");
        }

        if (callback is null)
        {
            return challenge is null
                ? throw ApiErrors.BadRequest("Invalid request parameters")
                : Results.Content($"<!doctype html><title>OpenRouter (simulated)</title><p>Your code: <code>{WebUtility.HtmlEncode(codes.Issue(challenge, method))}</code>", "text/html");
        }

        var isAllowed = Uri.TryCreate(callback, UriKind.Absolute, out var address)
            && (address.Scheme == "https" || (address.Scheme == "http" && address.Host is "localhost" or "127.0.0.1"));
        return isAllowed
            ? Results.Redirect(QueryHelpers.AddQueryString(callback, "code", codes.Issue(challenge, method)))
            : throw ApiErrors.BadRequest("Invalid request parameters");
    }

    private static async Task ExchangeAsync(HttpContext http, AuthorizationCodes codes)
    {
        var body = await ReadAsync(http);
        if (body.Method is not (null or "S256" or "plain"))
        {
            throw ApiErrors.BadRequest("Invalid code_challenge_method");
        }

        var redemption = codes.Redeem(body.Code ?? "", body.Verifier, body.Method);
        if (redemption != Redemption.Good)
        {
            throw new ApiErrorException(403, redemption == Redemption.Expired ? "Authorization code expired" : "Invalid code or code_verifier");
        }

        // The beginning keeps it clear of the keys that are made to fail.
        var key = $"sk-or-v1-0000{RandomNumberGenerator.GetHexString(60, lowercase: true)}";
        await http.Response.WriteWireAsync(new JsonObject { ["key"] = key, ["user_id"] = "user_2simulated" }, http.RequestAborted);
    }

    private static async Task<(string? Code, string? Verifier, string? Method)> ReadAsync(HttpContext http)
    {
        try
        {
            var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return ((string?)body?["code"], (string?)body?["code_verifier"], (string?)body?["code_challenge_method"]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            throw ApiErrors.BadRequest("Invalid request parameters");
        }
    }
}
