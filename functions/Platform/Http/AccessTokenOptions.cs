using PromptLab.Platform.Startup;

namespace PromptLab.Platform.Http;

/// <summary>The signing keys, each 32 bytes or more in base64. The previous one is still accepted while a rotation goes on.</summary>
public sealed class AccessTokenOptions : ICheckedOptions
{
    public const string Section = "Auth";

    public string SigningKey { get; set; } = "";

    public string? PreviousSigningKey { get; set; }

    internal byte[] SigningKeyBytes => Convert.FromBase64String(SigningKey);

    public IEnumerable<string> Complaints()
    {
        if (KeyText.Complaint("Auth__SigningKey", SigningKey, orMore: true) is { } complaint)
        {
            yield return complaint;
        }

        if (!string.IsNullOrEmpty(PreviousSigningKey) && KeyText.Complaint("Auth__PreviousSigningKey", PreviousSigningKey, orMore: true) is { } previous)
        {
            yield return previous;
        }
    }
}
