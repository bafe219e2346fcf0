using System.Text.RegularExpressions;

namespace PromptLab.Prompts;

/// <summary>What is wrong in a template, in words for people who write prompts.</summary>
internal static partial class TemplateSentences
{
    private static readonly Dictionary<string, string> Blocks =
        new[] { "if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "raw", "comment" }.ToDictionary(name => name, name => $"end{name}");

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["assign"] = "{% assign name = value %}",
        ["capture"] = "{% capture name %}",
        ["case"] = "{% case name %}{% when \"a\" %}",
        ["cycle"] = "{% cycle \"a\", \"b\" %}",
        ["for"] = "{% for item in list %}",
        ["tablerow"] = "{% tablerow item in list %}",
        ["if"] = "{% if name %}",
        ["unless"] = "{% unless name %}",
        ["when"] = "{% when \"a\" %}",
        ["elsif"] = "{% elsif name %}",
    };

    private static readonly HashSet<string> Others =
        ["else", "elsif", "when", "assign", "cycle", "increment", "decrement", "echo", "break", "continue", "#", .. Blocks.Values];

    private const string Json = "This looks like JSON. Two braces begin a variable: write {% raw %} before it and {% endraw %} after it.";

    public static string NoSuchFilter(string name) =>
        FilterBounds.Names.Where(known => Distance(known, name) <= Math.Min(2, name.Length / 3)).MinBy(known => Distance(known, name)) is { } meant
            ? $"There is no filter \"{name}\". Did you mean \"{meant}\"?"
            : $"There is no filter \"{Short(name)}\".";

    /// <summary>The first thing that is wrong with the braces and blocks up to where the parser gave up, else what the parser says.</summary>
    public static TemplateFault For(string text, LiquidParser.ParseFault error) =>
        error.IsSentence ? new(error.Message, error.Offset)
        : Structure(text, [.. TemplateScanner.Scan(text).Where(part => part.Start <= error.Offset)]) is { } fault && (!fault.IsOpen || MissesEnd(error)) ? fault.Told
        : new(Sentence(text, error), Math.Min(error.Offset, text.Length));

    public static string For(Exception error, string? filter) => error switch
    {
        TemplateException => error.Message,
        InvalidOperationException when error.Message.StartsWith("The maximum", StringComparison.Ordinal) =>
            $"The template takes more than {TemplateBounds.Steps:N0} steps. Loop over less.",
        DivideByZeroException => "This divides by zero.",
        OverflowException => "A number here is too large.",
        _ when filter is not null => $"The filter \"{filter}\" cannot work with the values that it is given here.",
        _ => "This tag cannot work with the values that it is given.",
    };

    private static bool MissesEnd(LiquidParser.ParseFault error) =>
        error.Message.Contains("'{% end", StringComparison.Ordinal) || error.Message.Contains("end tag", StringComparison.Ordinal);

    private static StructureFault? Structure(string text, IReadOnlyList<TemplatePart> parts)
    {
        Stack<TemplatePart> open = [];
        foreach (var part in parts.Where(part => part.Kind is TemplatePartKind.Output or TemplatePartKind.Tag))
        {
            if (OfOne(text, part) is { } sentence)
            {
                return new(sentence, part.Start, false);
            }

            if (Blocks.ContainsKey(part.Name))
            {
                open.Push(part);
            }
            else if (part.Name.StartsWith("end", StringComparison.Ordinal) && (open.Count is 0 || Blocks[open.Pop().Name] != part.Name))
            {
                return new($"There is no open {{% {part.Name[3..]} %}} that this {{% {part.Name} %}} could close.", part.Start, false);
            }
        }

        return open.TryPeek(out var last) ? new($"This {{% {last.Name} %}} is never closed. Write {{% {Blocks[last.Name]} %}} where it ends.", last.Start, true) : null;
    }

    private static string? OfOne(string text, TemplatePart part)
    {
        if (part.Kind is TemplatePartKind.Output)
        {
            return JsonInBraces().IsMatch(text.AsSpan(part.Start, part.End - part.Start)) ? Json
                : part.IsClosed ? null
                : "This {{ is never closed. Write }} after the variable, or {% raw %} before the braces if they are meant as text.";
        }

        return !part.IsClosed ? "This {% is never closed. Write %} at the end of the tag."
            : part.Name is "include" or "render" or "layout" ? $"{{% {part.Name} %}} is not available: a prompt cannot read other files. Write the text here."
            : part.Name is "liquid" ? "{% liquid %} is not available. Write each of its lines as a tag of its own."
            : part.Name is "" ? "The name of a tag is missing here, such as {% if %} or {% for %}."
            : Blocks.ContainsKey(part.Name) || Others.Contains(part.Name) ? null
            : $"There is no tag {{% {Short(part.Name)} %}}. A variable is written with two braces: {{{{ {Short(part.Name)} }}}}.";
    }

    private static string Sentence(string text, LiquidParser.ParseFault error)
    {
        var part = TemplateScanner.Scan(text).LastOrDefault(part => part.Kind is not TemplatePartKind.Text && part.Start <= error.Offset);
        return error.Message switch
        {
            _ when error.Message.StartsWith("Parentheses", StringComparison.Ordinal) => "Parentheses cannot group here. Use {% assign %} for the parts.",
            _ when error.Message.StartsWith("Functions", StringComparison.Ordinal) => "Nothing can be called here. Use a filter: {{ name | upcase }}.",
            _ when error.Message.Contains("'|'", StringComparison.Ordinal) => "The name of a filter is missing after the |.",
            "A value was expected" => "A variable or a value is missing here.",
            _ when part is { Kind: TemplatePartKind.Output } => "This is not how a variable is written. Write {{ name }}, or {% raw %} before braces that are meant as text.",
            _ when part is not null && Examples.TryGetValue(part.Name, out var example) => $"This {{% {part.Name} %}} cannot be read. Write it like {example}.",
            _ when part is { Name: not "" } => $"This {{% {part.Name} %}} cannot be read, or does not belong here.",
            _ => "The template cannot be read from here on.",
        };
    }

    private sealed record StructureFault(string Message, int Offset, bool IsOpen)
    {
        public TemplateFault Told => new(Message, Offset);
    }

    private static string Short(string name) => name.Length > 50 ? name[..50] + "…" : name;

    /// <summary>How many letters must be changed, added or left out to make one of the other.</summary>
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 2)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            (var diagonal, row[0]) = (row[0], i);
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    /// <summary>Two braces, and then a text in quotes and a colon, or more of JSON's own signs.</summary>
    [GeneratedRegex("""^\{\{-?\s*("[^"\n]*"\s*:|[{\[]|"[^"\n]*"\s*,)""")]
    private static partial Regex JsonInBraces();
}
