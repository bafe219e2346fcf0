using System.Security.Cryptography;
using System.Text;

namespace OpenRouterSimulator.Accounts;

/// <summary>What a code stands for: a key under these terms, for whoever can prove that the code was meant for him.</summary>
public sealed record Grant(string? Challenge, string? Method, ApiKey? Owner = null)
{
    public KeyTerms Terms { get; init; } = new();

    /// <summary>The method must be the same at both ends, and S256 is meant where none is named.</summary>
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

        return Challenge == (Method == "plain" ? verifier : Sha256(verifier));
    }

    private static string Sha256(string verifier) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
