using System.Globalization;
using System.Text.RegularExpressions;
using OpenRouterSimulator.Chat;

namespace OpenRouterSimulator.Answers;

public enum AskKind
{
    Prose,
    OneWord,
    OneSentence,
    Greeting,
    Json,
    List,
    Code,
    Table,
    Translation,
    Summary,
}

/// <summary>What somebody seems to want, read from the words of the request: its kind, and what it is about.</summary>
public sealed partial record Ask(AskKind Kind, string Text, IReadOnlyList<string> Topics, string? Language, int? Count)
{
    // An instruction stands at the beginning or at the end; what lies between is material.
    private const int Look = 600;

    private static readonly string[] Numerals = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    public static Ask Read(ChatRequest request)
    {
        var text = request.UserText;
        var asked = $"{Ends(request.SystemText)}\n{Ends(text)}";
        var language = LanguageOf().Match(asked) is { Success: true } found ? found.Groups["language"].Value : null;
        var count = CountOf().Match(asked) is { Success: true } number ? Numeral(number.Groups["count"].Value) : (int?)null;

        return new Ask(KindOf(asked, text), text, AskTopics.Of(text), language, count);
    }

    private static string Ends(string text) => text.Length <= 2 * Look ? text : $"{text[..Look]}\n{text[^Look..]}";

    private static AskKind KindOf(string asked, string text) => asked switch
    {
        _ when OneWord().IsMatch(asked) => AskKind.OneWord,
        _ when AsJson().IsMatch(asked) => AskKind.Json,
        _ when Translate().IsMatch(asked) => AskKind.Translation,
        _ when Summarise().IsMatch(asked) => AskKind.Summary,
        _ when OneSentence().IsMatch(asked) => AskKind.OneSentence,
        _ when AsTable().IsMatch(asked) => AskKind.Table,
        _ when AsCode().IsMatch(asked) => AskKind.Code,
        _ when AsList().IsMatch(asked) => AskKind.List,
        _ when CountOf().IsMatch(asked) => AskKind.List,
        _ when text.Length < 40 && Hello().IsMatch(text) => AskKind.Greeting,
        _ => AskKind.Prose,
    };

    private static int Numeral(string text) => Array.IndexOf(Numerals, text.ToLowerInvariant()) is var number && number >= 0
        ? number
        : Math.Clamp(int.Parse(text, CultureInfo.InvariantCulture), 1, 50);

    [GeneratedRegex(@"\b(in|with|as|using|only|just|exactly|single)\s+(a\s+)?(one|1|a|single)[\s-]word\b|\bone[\s-]word (answer|reply|only)\b|\bsingle word\b", RegexOptions.IgnoreCase)]
    private static partial Regex OneWord();

    [GeneratedRegex(@"\b(as|in|valid|only|return|output|produce|with|give|me|a)\s+(\w+\s+)?json\b|\bjson (object|array|document)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsJson();

    [GeneratedRegex(@"\btranslat(e|ion|ing)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Translate();

    [GeneratedRegex(@"\bsummar(y|ise|ize|ising|izing)\b|\btl;?dr\b", RegexOptions.IgnoreCase)]
    private static partial Regex Summarise();

    [GeneratedRegex(@"\b(one|a single|1) (sentence|line)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OneSentence();

    [GeneratedRegex(@"\b(as|in|make|draw|a) (a )?(markdown )?table\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsTable();

    [GeneratedRegex(@"\b(write|implement|give|show)\b.{0,40}\b(function|method|code|script|class|program|snippet)\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsCode();

    [GeneratedRegex(@"\b(list|bullet|bullets|bullet points|enumerate|ideas|steps|ways|reasons|tips|pros and cons|name (two|three|four|five|six|seven|eight|nine|ten|\d))\b", RegexOptions.IgnoreCase)]
    private static partial Regex AsList();

    [GeneratedRegex(@"^\s*(hi|hello|hey|good (morning|evening|afternoon)|ping|test)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Hello();

    [GeneratedRegex(@"\b(in)?to (?<language>French|German|Spanish|Italian|Portuguese|Dutch|Turkish|Polish|Japanese|Chinese|English)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LanguageOf();

    [GeneratedRegex(@"\b(?<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s+(\w+\s+)?(items|ideas|ways|reasons|tips|steps|points|bullets|bullet points|examples|names|things|questions|options|titles|slogans|headlines|variants|arguments|facts)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CountOf();
}
