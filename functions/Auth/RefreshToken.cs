using System.Buffers.Text;
using System.Security.Cryptography;

namespace PromptLab.Auth;

/// <summary>What the refresh cookie holds: whose session it is, which one, and a secret of 256 bits that only the cookie knows.</summary>
public sealed record RefreshToken(Guid UserId, Guid SessionId, byte[] Secret)
{
    public const int SecretBytes = 32;

    /// <summary>How the store knows the secret: it keeps the hash alone.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Secret));

    /// <summary>
    /// The token that comes after this one. It is drawn from the session's rotation key, so that a refresh whose answer got
    /// lost, or which two tabs ask for at once, gives the same successor again.
    /// </summary>
    public RefreshToken Next(byte[] rotationKey) => this with { Secret = HMACSHA256.HashData(rotationKey, Secret) };

    public string Encode() => $"{UserId:N}.{SessionId:N}.{Base64Url.EncodeToString(Secret)}";

    public static RefreshToken? Parse(string? text)
    {
        if (text?.Split('.') is not [var user, var session, var secret]
            || !Guid.TryParseExact(user, "N", out var userId)
            || !Guid.TryParseExact(session, "N", out var sessionId)
            || !Base64Url.IsValid(secret, out var length)
            || length != SecretBytes)
        {
            return null;
        }

        return new(userId, sessionId, Base64Url.DecodeFromChars(secret));
    }
}
