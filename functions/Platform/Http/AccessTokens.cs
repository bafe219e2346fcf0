using System.IdentityModel.Tokens.Jwt;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace PromptLab.Platform.Http;

/// <summary>Access tokens that live ten minutes: issued at sign-in and refresh, checked on every request without touching storage.</summary>
public sealed class AccessTokens
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Issuer = "promptlab";

    private readonly TimeProvider clock;
    private readonly SigningCredentials signing;
    private readonly TokenValidationParameters accepted;
    private readonly JwtSecurityTokenHandler handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    public AccessTokens(IOptions<AccessTokenOptions> options, TimeProvider clock)
    {
        this.clock = clock;
        var current = KeyFrom(options.Value.SigningKey);
        signing = new(current, SecurityAlgorithms.HmacSha256);
        accepted = new()
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKeys = string.IsNullOrEmpty(options.Value.PreviousSigningKey)
                ? [current]
                : [current, KeyFrom(options.Value.PreviousSigningKey)],
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (notBefore, expires, _, _) => notBefore <= Now && Now < expires,
        };
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public string IssueFor(string userId) =>
        handler.WriteToken(handler.CreateJwtSecurityToken(
            Issuer,
            Issuer,
            new ClaimsIdentity([new(JwtRegisteredClaimNames.Sub, userId)]),
            notBefore: Now.AddSeconds(-5),
            expires: Now + Lifetime,
            issuedAt: Now,
            signing));

    /// <summary>The user whom an Authorization header speaks for, or null when it does not hold a valid token.</summary>
    public string? FindUserId(string authorization)
    {
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return handler.ValidateToken(authorization["Bearer ".Length..].Trim(), accepted, out _)
                .FindFirstValue(JwtRegisteredClaimNames.Sub);
        }
        catch (Exception error) when (error is SecurityTokenException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The key's id is drawn from the key itself, so that two keys in rotation need no names.</summary>
    private static SymmetricSecurityKey KeyFrom(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        return new(bytes) { KeyId = Convert.ToHexStringLower(SHA256.HashData(bytes))[..8] };
    }
}
