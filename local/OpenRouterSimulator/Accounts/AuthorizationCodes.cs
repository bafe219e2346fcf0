using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace OpenRouterSimulator.Accounts;

/// <summary>Codes of the PKCE flow: each works once, for ten minutes.</summary>
public sealed class AuthorizationCodes(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Grant> _grants = new();

    public string Issue(string? challenge, string? method)
    {
        var code = $"auth_code_{RandomNumberGenerator.GetHexString(24, lowercase: true)}";
        _grants[code] = new Grant(challenge, method, clock.GetUtcNow() + Lifetime);
        return code;
    }

    public Redemption Redeem(string code, string? verifier, string? method)
    {
        if (!_grants.TryRemove(code, out var grant) || !grant.Accepts(verifier, method))
        {
            return Redemption.Invalid;
        }

        return clock.GetUtcNow() > grant.ExpiresAt ? Redemption.Expired : Redemption.Good;
    }

    private sealed record Grant(string? Challenge, string? Method, DateTimeOffset ExpiresAt)
    {
        public bool Accepts(string? verifier, string? method)
        {
            if (Challenge is null)
            {
                return true;
            }

            if (verifier is null || (method ?? "S256") != (Method ?? "S256"))
            {
                return false;
            }

            var proof = Method == "plain"
                ? verifier
                : Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            return proof == Challenge;
        }
    }
}

public enum Redemption
{
    Good,
    Invalid,
    Expired,
}
