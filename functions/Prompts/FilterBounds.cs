using Fluid;
using Fluid.Values;

namespace PromptLab.Prompts;

/// <summary>The filters that templates may use, and how long the result of each can get: known before it is made.</summary>
internal static class FilterBounds
{
    private static readonly HashSet<string> Constant = ["default", "first", "last", "size"];

    private static readonly HashSet<string> SameLength =
    [
        "capitalize", "downcase", "upcase", "strip", "lstrip", "rstrip", "strip_newlines", "strip_html", "remove", "remove_first", "remove_last",
        "slice", "reverse", "map", "sort", "sort_natural", "uniq", "where", "find", "find_index", "has", "reject", "compact", "sum", "raw",
        "abs", "at_least", "at_most", "ceil", "floor", "divided_by", "minus", "modulo", "plus", "round", "times",
        "base64_decode", "base64_url_safe_decode", "url_decode", "time_zone", "md5", "sha1", "sha256", "hmac_sha1", "hmac_sha256",
    ];

    /// <summary>What they write for one character that is no letter, digit or space: "%E2%80%A8" is the longest, nine for one.</summary>
    private static readonly HashSet<string> Escaping =
        ["escape", "escape_once", "url_encode", "json", "newline_to_br", "handle", "handleize", "base64_encode", "base64_url_safe_encode"];

    private static readonly HashSet<string> Growing =
        ["append", "prepend", "truncate", "truncatewords", "concat", "join", "split", "replace", "replace_first", "replace_last", "date"];

    public static IEnumerable<string> Names => [.. Constant, .. SameLength, .. Escaping, .. Growing];

    public static bool Has(string filter) =>
        Constant.Contains(filter) || SameLength.Contains(filter) || Escaping.Contains(filter) || Growing.Contains(filter);

    /// <summary>Counts the work of a filter, and refuses it when its result would be too long.</summary>
    public static void Require(string filter, FluidValue input, FilterArguments arguments, BoundedContext context)
    {
        context.Spend(1);
        if (Constant.Contains(filter))
        {
            return;
        }

        var given = TemplateBounds.SizeOf(input, context);
        foreach (var argument in arguments.Values ?? [])
        {
            given += TemplateBounds.SizeOf(argument, context);
        }

        context.Spend(filter is "sort" or "sort_natural" ? given * 8 : given);
        var grown = Grown(filter, input, arguments, context);
        BoundedContext.RequireText(grown);
        context.Spend(grown);
    }

    /// <summary>Characters of the result beyond what goes in anyway, never too few.</summary>
    private static long Grown(string filter, FluidValue input, FilterArguments arguments, BoundedContext context) => filter switch
    {
        _ when Escaping.Contains(filter) => Escaped(Text(input)),
        "append" or "prepend" or "truncate" => Text(input).Length + Text(arguments.At(0)).Length + (long)Text(arguments.At(1)).Length,
        "truncatewords" => (2L * Text(input).Length) + Text(arguments.At(1)).Length,
        "concat" => Items(Count(input, context) + Count(arguments.At(0), context)),
        "map" or "where" or "reject" or "sort" or "sort_natural" or "uniq" or "compact" => Items(Count(input, context)),
        "reverse" when input is StringValue text => Items(text.ToStringValue().Length),
        "join" => Joined(input, Text(arguments.At(0)).Length, context),
        "split" => Items(Text(arguments.At(0)) is { Length: > 0 } separator ? 1 + Found(Text(input), separator, context) : Text(input).Length),
        "replace" => Replaced(Text(input), Text(arguments.At(0)), Text(arguments.At(1)), context),
        "replace_first" or "replace_last" => Searched(Text(input), Text(arguments.At(0)), context) + Text(input).Length + Text(arguments.At(1)).Length,
        "remove" or "remove_first" or "remove_last" => Searched(Text(input), Text(arguments.At(0)), context),
        "date" => Dated(Text(arguments.At(0))),
        _ => 0,
    };

    private static string Text(FluidValue value) => value.ToStringValue() ?? "";

    private static long Count(FluidValue value, BoundedContext context) => value is ArrayValue list ? list.Values.Count : value.Enumerate(context).LongCount();

    private static long Items(long count)
    {
        BoundedContext.RequireItems(count);
        // The list is made anew: its items are work, but no text.
        return Math.Min(count * TemplateBounds.ItemCost, TemplateBounds.OutputCharacters);
    }

    private static long Escaped(string text)
    {
        var others = 0L;
        foreach (var character in text)
        {
            others += char.IsAsciiLetterOrDigit(character) || character is ' ' ? 0 : 1;
        }

        // Base64 makes four characters of three bytes.
        return text.Length + (text.Length / 2) + (8 * others);
    }

    private static long Joined(FluidValue input, int separator, BoundedContext context)
    {
        var length = 0L;
        foreach (var item in input.Enumerate(context))
        {
            length += separator + (item is StringValue text ? text.ToStringValue().Length : TemplateBounds.SizeOf(item, context));
        }

        return length;
    }

    private static long Replaced(string text, string old, string replacement, BoundedContext context) =>
        old.Length is 0 ? text.Length : text.Length + (Found(text, old, context) * Math.Max(0L, replacement.Length - old.Length));

    /// <summary>Looking for a long text is work by itself: each place where it seems to begin may be read to its end.</summary>
    public static long Searched(string text, string part, BoundedContext context)
    {
        context.Spend((text.Length / 16) + ((long)text.Length * part.Length / 1024));
        return 0;
    }

    private static long Found(string text, string part, BoundedContext context)
    {
        Searched(text, part, context);
        var count = 0L;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    /// <summary>"%999999999n" asks for a billion lines.</summary>
    private static long Dated(string format)
    {
        for (var at = 0; at + 2 < format.Length; at++)
        {
            if (char.IsDigit(format[at]) && char.IsDigit(format[at + 1]) && char.IsDigit(format[at + 2]) && format.Contains('%', StringComparison.Ordinal))
            {
                throw new TemplateException("A width in a date's format has at most two digits.");
            }
        }

        return 64 + (25L * format.Length);
    }
}
