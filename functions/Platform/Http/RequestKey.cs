using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Platform.Http;

/// <summary>How a request calls itself (Idempotency-Key) and what it asks for, both as hashes.</summary>
public sealed record RequestKey(string Key, string Asked)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>Null when the request does not call itself anything.</summary>
    /// <param name="place">What the body alone does not say: where it was sent to.</param>
    public static RequestKey? From(HttpRequest request, string place, object body) => request.Headers[Header].ToString() switch
    {
        "" => null,
        { Length: > LongestKey } => throw ProblemException.Invalid(Header, $"Use at most {LongestKey} characters."),
        var key => new(HashOf(key), HashOf($"{place}\n{JsonSerializer.Serialize(body, ApiJson.Options)}")),
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
