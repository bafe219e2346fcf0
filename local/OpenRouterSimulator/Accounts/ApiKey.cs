using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Accounts;

/// <summary>
/// Any well-formed key works; how it behaves is told by the beginning of its hexadecimal part. These are all the rules:
/// <c>dead</c> revoked (401) · <c>0402</c> in debt (402, even on free models) · <c>0403</c> its own limit is spent (403) ·
/// <c>0429</c> rate limited (429: the free-tier body for a free model, else the upstream one) ·
/// <c>0050</c> never bought credits (50 free requests a day, 402 on paid models) · any other is good.
/// Keys that share their first 32 digits belong to one account.
/// </summary>
public sealed partial record ApiKey
{
    private const int AccountDigits = 32;

    private readonly string _hex;

    private ApiKey(string hex)
    {
        _hex = hex;
    }

    public bool IsRevoked => _hex.StartsWith("dead", StringComparison.Ordinal);

    public bool IsInDebt => _hex.StartsWith("0402", StringComparison.Ordinal);

    public bool HasSpentItsLimit => _hex.StartsWith("0403", StringComparison.Ordinal);

    public bool IsRateLimited => _hex.StartsWith("0429", StringComparison.Ordinal);

    public bool HasNeverBought => IsInDebt || _hex.StartsWith("0050", StringComparison.Ordinal);

    /// <summary>What may be shown of a key; the key itself is never kept or printed.</summary>
    public string Label => $"sk-or-v1-{_hex[..3]}...{_hex[^4..]}";

    public string UserId => "user_2" + Account[..26];

    /// <summary>Stands for the account in tables of this process.</summary>
    public string Account => Hash(_hex[..AccountDigits]);

    /// <summary>Stands for the key in tables of this process.</summary>
    public string Digest => Hash(_hex);

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

    /// <summary>A new key of the account that <paramref name="owner"/> belongs to, or of a new one; with the text that its user keeps.</summary>
    public static (ApiKey Key, string Secret) Create(ApiKey? owner)
    {
        // The beginning of a new account keeps it clear of the keys that are made to fail.
        var account = owner?._hex[..AccountDigits] ?? $"0000{RandomNumberGenerator.GetHexString(AccountDigits - 4, lowercase: true)}";
        var hex = account + RandomNumberGenerator.GetHexString(64 - AccountDigits, lowercase: true);
        return (new ApiKey(hex), $"sk-or-v1-{hex}");
    }

    public override string ToString() => Label;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    [GeneratedRegex("^Bearer +sk-or-v1-(?<hex>[0-9a-f]{64})$", RegexOptions.IgnoreCase)]
    private static partial Regex WellFormed();
}
