using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>How much of a prompt was read from the provider's cache, and how much was put into it.</summary>
public sealed record CachedTokens(int Read, int Written)
{
    public static readonly CachedTokens None = new(0, 0);
}

/// <summary>The providers' prompt caches: they know the beginnings of prompts, message by message, for five minutes.</summary>
public sealed class PromptCache(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new();

    public CachedTokens Use(ApiKey key, Model model, ChatRequest request)
    {
        if (model.Caching is not { } caching)
        {
            return CachedTokens.None;
        }

        (string Hash, int Tokens)[] beginnings = [.. Beginnings(key, model, request, caching)];
        var read = beginnings.LastOrDefault(beginning => _expiries.GetValueOrDefault(beginning.Hash) > clock.GetUtcNow()).Tokens;
        var expiry = clock.GetUtcNow() + Lifetime;
        foreach (var (hash, _) in beginnings)
        {
            _expiries[hash] = expiry;
        }

        // Only explicit caching tells, and bills, what it has written.
        var written = caching.IsExplicit && beginnings is [.., var (_, longest)] ? longest - read : 0;
        return new CachedTokens(read, written);
    }

    private static IEnumerable<(string Hash, int Tokens)> Beginnings(ApiKey key, Model model, ChatRequest request, PromptCaching caching)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{key.Account}\n{model.Id}"));
        var tokens = 0;
        foreach (var message in request.Messages)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{message.Role}\n{message.Text}"));
            tokens += AnswerWriter.PromptTokens(message);
            if (tokens >= caching.MinTokens && (message.IsBreakpoint || !caching.IsExplicit))
            {
                yield return (Convert.ToHexString(hash.GetCurrentHash()), tokens);
            }
        }
    }
}
