using System.Text;
using Azure.Data.Tables;

namespace PromptLab.Prompts;

/// <summary>
/// Search by every word over name, description, tags and the latest texts. The texts lie beside the list's columns, cut to
/// what a property holds, so that a search reads nothing but the list.
/// </summary>
internal static class PromptSearch
{
    private const string ChunkName = "Text";
    private const int ChunkLength = 30_000;

    public static void AddText(TableEntity row, string text)
    {
        var number = 0;
        for (var start = 0; start < text.Length; number++)
        {
            var end = Math.Min(text.Length, start + ChunkLength);
            // Half a surrogate pair would not survive the trip.
            end -= end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            row[ChunkName + number] = text[start..end];
            start = end;
        }
    }

    public static string TextOf(PromptContent content) => Fold($"{content.SystemMessage}\n{content.UserMessageTemplate}");

    public static string TextOf(TableEntity row)
    {
        StringBuilder text = new();
        for (var number = 0; row.TryGetValue(ChunkName + number, out var chunk); number++)
        {
            text.Append((string)chunk);
        }

        return text.ToString();
    }

    public static bool Matches(TableEntity row, Prompt prompt, IReadOnlyList<string> words)
    {
        var label = Fold($"{prompt.Name}\n{prompt.Description}\n{string.Join('\n', prompt.Tags)}");
        string? text = null;
        return words.All(word =>
            label.Contains(word, StringComparison.Ordinal) || (text ??= TextOf(row)).Contains(word, StringComparison.Ordinal));
    }

    public static IReadOnlyList<string> WordsOf(string? search) =>
        Fold(search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Fold(string text) => text.ToLowerInvariant();
}
