using System.Text;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

/// <summary>What somebody looks for: every word, whatever its case, in name, description, tags or the latest texts; and a tag. And in which order.</summary>
public sealed class PromptSearch(string? search, string? tag, bool byName)
{
    /// <summary>As much of a name as has room in a cursor.</summary>
    private const int MaxNameBytes = 100;

    private readonly string[] words =
        SearchText.Fold(search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The whole library in the order it is stored in.</summary>
    public bool IsEverything => words.Length == 0 && string.IsNullOrEmpty(tag) && !byName;

    public static PromptSearch From(IQueryCollection query) => new(query["search"], query["tag"], (string?)query["sort"] switch
    {
        null or "" or "updated" => false,
        "name" => true,
        _ => throw ProblemException.Invalid("sort", "Use updated or name."),
    });

    public bool Matches(IndexedPrompt item) =>
        (string.IsNullOrEmpty(tag) || item.Prompt.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && words.All(word => item.Label.Contains(word, StringComparison.Ordinal) || item.Text.Contains(word, StringComparison.Ordinal));

    /// <summary>Sorted by their keys; as they are stored they are so already.</summary>
    public IEnumerable<IndexedPrompt> Sort(IEnumerable<IndexedPrompt> found) =>
        byName ? found.OrderBy(KeyOf, StringComparer.Ordinal) : found;

    /// <summary>Where a prompt stands in this order. In hexadecimal a name keeps its order; what is shorter comes first.</summary>
    public string KeyOf(IndexedPrompt item)
    {
        if (!byName)
        {
            return item.Key;
        }

        var name = Encoding.UTF8.GetBytes(SearchText.Fold(item.Prompt.Name));
        return $"{Convert.ToHexStringLower(name.AsSpan(0, Math.Min(name.Length, MaxNameBytes)))}00{item.Key}";
    }
}
