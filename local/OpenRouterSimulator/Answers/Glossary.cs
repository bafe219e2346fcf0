using System.Text.RegularExpressions;

namespace OpenRouterSimulator.Answers;

/// <summary>A translator with a very small dictionary: the words it has not stay as they are.</summary>
internal static partial class Glossary
{
    private static readonly string[] English =
    [
        "the", "and", "is", "are", "not", "with", "for", "hello", "world", "good", "day", "thank", "you", "please", "house", "water", "time", "friend",
        "today", "tomorrow", "i", "we", "have", "a", "of", "to", "in",
    ];

    private static readonly Dictionary<string, string[]> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["French"] =
        [
            "le", "et", "est", "sont", "pas", "avec", "pour", "bonjour", "monde", "bon", "jour", "merci", "vous", "s'il vous plaît", "maison", "eau", "temps",
            "ami", "aujourd'hui", "demain", "je", "nous", "avons", "un", "de", "à", "dans",
        ],
        ["German"] =
        [
            "die", "und", "ist", "sind", "nicht", "mit", "für", "hallo", "Welt", "gut", "Tag", "danke", "Sie", "bitte", "Haus", "Wasser", "Zeit", "Freund",
            "heute", "morgen", "ich", "wir", "haben", "ein", "von", "zu", "in",
        ],
        ["Spanish"] =
        [
            "el", "y", "es", "son", "no", "con", "para", "hola", "mundo", "bueno", "día", "gracias", "usted", "por favor", "casa", "agua", "tiempo", "amigo",
            "hoy", "mañana", "yo", "nosotros", "tenemos", "un", "de", "a", "en",
        ],
    };

    public static string Translate(Ask ask)
    {
        var text = Material(ask.Text);
        if (ask.Language is null || !Others.TryGetValue(ask.Language, out var words))
        {
            return $"[{Filler.Capital(ask.Language ?? "French")}, simulated] {text}";
        }

        return Word().Replace(text, match =>
        {
            var index = Array.IndexOf(English, match.Value.ToLowerInvariant());
            return index < 0 ? match.Value : char.IsUpper(match.Value[0]) ? Filler.Capital(words[index]) : words[index];
        });
    }

    /// <summary>What is to be translated comes after a colon or a line break, if there is one.</summary>
    private static string Material(string text)
    {
        var index = text.IndexOfAny([':', '\n']);
        return index >= 0 && index < text.Length - 1 ? text[(index + 1)..].Trim() : text;
    }

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();
}
