using System.Buffers.Text;

namespace PromptLab.Platform.Http;

/// <summary>The signing keys, each 32 bytes or more in base64. The previous one is still accepted while a rotation goes on.</summary>
public sealed class AccessTokenOptions
{
    public const string Section = "Auth";

    public const string Unusable = "Auth__SigningKey, and Auth__PreviousSigningKey where there is one, must hold at least 32 random bytes in base64.";

    private const int LeastBytes = 32;

    public string SigningKey { get; set; } = "";

    public string? PreviousSigningKey { get; set; }

    public bool AreUsable => IsKey(SigningKey) && (string.IsNullOrEmpty(PreviousSigningKey) || IsKey(PreviousSigningKey));

    internal byte[] SigningKeyBytes => Convert.FromBase64String(SigningKey);

    private static bool IsKey(string base64) => Base64.IsValid(base64, out var bytes) && bytes >= LeastBytes;
}
