using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Accounts;

/// <summary>
/// Any well-formed key works; how it behaves is told by the beginning of its hexadecimal part. These are all the rules:
/// <c>dead</c> revoked (401) · <c>0402</c> no credits (402) · <c>0403</c> its own limit is spent (403) ·
/// <c>0429</c> rate limited (429: the free-tier body for a free model, else the upstream one) · any other is good.
/// </summary>
public sealed partial record ApiKey
{
    private readonly string _hex;

    private ApiKey(string hex)
    {
        _hex = hex;
    }

    public bool IsRevoked => _hex.StartsWith("dead", StringComparison.Ordinal);

    public bool HasNoCredits => _hex.StartsWith("0402", StringComparison.Ordinal);

    public bool HasSpentItsLimit => _hex.StartsWith("0403", StringComparison.Ordinal);

    public bool IsRateLimited => _hex.StartsWith("0429", StringComparison.Ordinal);

    /// <summary>What may be shown of a key; the key itself is never kept or printed.</summary>
    public string Label => $"sk-or-v1-{_hex[..3]}...{_hex[^4..]}";

    public string UserId => "user_2" + Digest[..26];

    /// <summary>Stands for the key in tables of this process.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_hex)));

    public static ApiKey Require(HttpRequest request)
    {
        var match = WellFormed().Match(request.Headers.Authorization.ToString());
        if (!match.Success)
        {
            throw ApiErrors.NoKey();
        }

        var key = new ApiKey(match.Groups["hex"].Value);
        return key.IsRevoked ? throw ApiErrors.RevokedKey() : key;
    }

    public override string ToString() => Label;

    [GeneratedRegex("^Bearer +sk-or-v1-(?<hex>[0-9a-f]{64})$", RegexOptions.IgnoreCase)]
    private static partial Regex WellFormed();
}
