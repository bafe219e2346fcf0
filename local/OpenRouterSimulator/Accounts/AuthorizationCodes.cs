using System.Collections.Concurrent;
using System.Security.Cryptography;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Accounts;

/// <summary>Codes of the PKCE flow: each works once, for ten minutes.</summary>
public sealed class AuthorizationCodes(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (Grant Grant, DateTimeOffset ExpiresAt)> _grants = new();

    public static void CheckMethod(string? method)
    {
        if (method is not (null or "S256" or "plain"))
        {
            throw ApiErrors.BadRequest("Invalid code_challenge_method");
        }
    }

    public string Issue(Grant grant)
    {
        CheckMethod(grant.Method);
        var code = $"auth_code_{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        _grants[code] = (grant, clock.GetUtcNow() + Lifetime);
        return code;
    }

    /// <summary>A wrong verifier uses the code up as well.</summary>
    public Grant Redeem(string code, string? verifier, string? method)
    {
        CheckMethod(method);
        if (!_grants.TryRemove(code, out var known) || !known.Grant.Accepts(verifier, method))
        {
            throw new ApiErrorException(403, "Invalid code or code_verifier");
        }

        return clock.GetUtcNow() > known.ExpiresAt ? throw new ApiErrorException(403, "Authorization code expired") : known.Grant;
    }
}
