namespace OpenRouterSimulator.Answers;

/// <summary>
/// The rule by which this simulator counts: a token is at most six UTF-16 units, and ends before white space that follows
/// something else. " the", " quick" and " unders" + "tandin" + "g" are tokens; English comes to about four characters each.
/// </summary>
public static class Tokens
{
    private const int MaxLength = 6;

    public static int Count(string text)
    {
        var count = 0;
        for (var start = 0; start < text.Length; start += Length(text, start))
        {
            count++;
        }

        return count;
    }

    public static IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Length(text, start);
            yield return text.Substring(start, length);
            start += length;
        }
    }

    private static int Length(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && end - start < MaxLength && (!char.IsWhiteSpace(text[end]) || char.IsWhiteSpace(text[end - 1])))
        {
            end++;
        }

        // A piece goes over the wire by itself, and half a surrogate pair is no text.
        return char.IsHighSurrogate(text[end - 1]) && end < text.Length ? end + 1 - start : end - start;
    }
}
