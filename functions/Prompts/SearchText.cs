using System.Text;
using Azure.Data.Tables;

namespace PromptLab.Prompts;

/// <summary>
/// The latest texts of a prompt, folded for search, beside the list's columns. A property holds 64 KiB, so a long text is cut
/// into several; half a surrogate pair would not survive the trip, so none is cut.
/// </summary>
internal static class SearchText
{
    private const string ChunkName = "Text";
    private const int ChunkLength = 30_000;

    public static string Of(PromptContent content) => Fold($"{content.SystemMessage}\n{content.UserMessageTemplate}");

    public static string Fold(string text) => text.ToLowerInvariant();

    public static void Write(TableEntity row, string text)
    {
        var number = 0;
        for (var start = 0; start < text.Length; number++)
        {
            var end = Math.Min(text.Length, start + ChunkLength);
            end -= end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            row[ChunkName + number] = text[start..end];
            start = end;
        }
    }

    public static string Read(TableEntity row)
    {
        StringBuilder text = new();
        for (var number = 0; row.TryGetValue(ChunkName + number, out var chunk); number++)
        {
            text.Append((string)chunk);
        }

        return text.ToString();
    }
}
