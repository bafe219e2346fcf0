namespace PromptLab.Prompts;

/// <summary>What somebody looks for: every word, whatever its case, in name, description, tags or the latest texts; and a tag.</summary>
internal sealed class PromptSearch(string? search, string? tag)
{
    private readonly string[] words =
        SearchText.Fold(search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool IsEverything => words.Length == 0 && string.IsNullOrEmpty(tag);

    public bool Matches(IndexedPrompt item) =>
        (string.IsNullOrEmpty(tag) || item.Prompt.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && words.All(word => item.Label.Contains(word, StringComparison.Ordinal) || item.Text.Contains(word, StringComparison.Ordinal));
}
