using System.Text.RegularExpressions;

namespace PromptLab.Prompts;

internal enum TemplatePartKind
{
    Text,
    Output,
    Tag,
    Verbatim,
}

/// <summary>A stretch of a template: plain text, {{ output }}, {% tag %}, or the inside of raw and comment.</summary>
internal sealed record TemplatePart(TemplatePartKind Kind, int Start, int End, string Name)
{
    /// <summary>Its closing braces are there.</summary>
    public bool IsClosed { get; init; } = true;
}

/// <summary>Cuts a template into text and tags without understanding the tags: for sentences about braces, where the parser only says no.</summary>
internal static partial class TemplateScanner
{
    public static IReadOnlyList<TemplatePart> Scan(string text)
    {
        List<TemplatePart> parts = [];
        for (var at = 0; at < text.Length;)
        {
            var open = NextOpening(text, at);
            if (open > at)
            {
                parts.Add(new(TemplatePartKind.Text, at, open, ""));
            }

            if (open == text.Length)
            {
                break;
            }

            var part = Tag(text, open);
            parts.Add(part);
            at = part.End;
            if (part is { Name: "raw" or "comment", Kind: TemplatePartKind.Tag, IsClosed: true })
            {
                var end = End(part.Name).Match(text, at) is { Success: true } match ? match.Index : text.Length;
                parts.Add(new(TemplatePartKind.Verbatim, at, end, part.Name));
                at = end;
            }
        }

        return parts;
    }

    private static int NextOpening(string text, int from)
    {
        for (var at = from; at + 1 < text.Length; at++)
        {
            at = text.IndexOf('{', at);
            if (at < 0 || at + 1 >= text.Length)
            {
                break;
            }

            if (text[at + 1] is '{' or '%')
            {
                return at;
            }
        }

        return text.Length;
    }

    private static TemplatePart Tag(string text, int open)
    {
        var isOutput = text[open + 1] is '{';
        var closing = isOutput ? '}' : '%';
        var name = isOutput ? "" : Name().Match(text, open + 2).Groups[1].Value;
        var kind = isOutput ? TemplatePartKind.Output : TemplatePartKind.Tag;
        for (var at = open + 2; at + 1 < text.Length; at++)
        {
            var character = text[at];
            if (character == closing && text[at + 1] is '}')
            {
                return new(kind, open, at + 2, name);
            }

            if (character is '{' && text[at + 1] is '{' or '%' && name is not "#")
            {
                return new(kind, open, at, name) { IsClosed = false };
            }

            if (character is '"' or '\'' && name is not "#" && ClosingQuote(text, at) is { } quote)
            {
                at = quote;
            }
        }

        return new(kind, open, text.Length, name) { IsClosed = false };
    }

    /// <summary>Where the text in quotes ends, if it ends on its line: an apostrophe is not the beginning of one.</summary>
    private static int? ClosingQuote(string text, int at)
    {
        var line = text.AsSpan(at + 1);
        var end = line.IndexOfAny(text[at], '\n');
        return end >= 0 && line[end] != '\n' ? at + 1 + end : null;
    }

    private static Regex End(string name) => name is "raw" ? EndRaw() : EndComment();

    [GeneratedRegex(@"\G-?\s*(#|\w*)")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{%-?\s*endraw\s*-?%\}")]
    private static partial Regex EndRaw();

    [GeneratedRegex(@"\{%-?\s*endcomment\s*-?%\}")]
    private static partial Regex EndComment();
}
