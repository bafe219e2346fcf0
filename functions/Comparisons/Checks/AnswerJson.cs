using System.Text;
using System.Text.Json;

namespace PromptLab.Comparisons.Checks;

/// <summary>JSON in an answer: the whole of it, or the parts of a text that are.</summary>
internal static class AnswerJson
{
    /// <summary>Beginnings that are tried: a text of brackets alone is not searched for ever.</summary>
    private const int MostTries = 200;

    public static bool Is(string text) => IsJson(text.Trim());

    /// <summary>Every object and array in the text that is whole, from the outside in: what lies within one is not looked for again.</summary>
    public static IEnumerable<string> In(string text)
    {
        var tries = 0;
        for (var start = Next(text, 0); start >= 0 && tries++ < MostTries;)
        {
            if (LengthAt(text, start) is { } length)
            {
                yield return text.Substring(start, length);
                start = Next(text, start + length);
            }
            else
            {
                start = Next(text, start + 1);
            }
        }
    }

    private static int Next(string text, int from)
    {
        var found = text.AsSpan(from).IndexOfAny('{', '[');
        return found < 0 ? -1 : from + found;
    }

    private static int? LengthAt(string text, int start)
    {
        var bytes = Encoding.UTF8.GetBytes(text[start..]);
        Utf8JsonReader reader = new(bytes);
        try
        {
            reader.Read();
            reader.Skip();
            return Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)reader.BytesConsumed));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
