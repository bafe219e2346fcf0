using System.Globalization;

namespace OpenRouterSimulator.Answers;

/// <summary>Fills phrases in, and uses each of a kind once before it repeats any.</summary>
internal sealed class Filler(Ask ask, Random random)
{
    private readonly Dictionary<string[], Queue<string>> _decks = [];

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    public string From(string[] phrases)
    {
        if (!_decks.TryGetValue(phrases, out var deck) || deck.Count == 0)
        {
            string[] shuffled = [.. phrases];
            random.Shuffle(shuffled);
            _decks[phrases] = deck = new Queue<string>(shuffled);
        }

        var text = Fill(deck.Dequeue());
        return text.StartsWith("**", StringComparison.Ordinal) ? $"**{Capital(text[2..])}" : Capital(text);
    }

    private string Fill(string phrase)
    {
        var topic = ask.Topics[random.Next(Math.Min(2, ask.Topics.Count))];
        string[] others = [.. ask.Topics.Where(other => other != topic)];

        return phrase
            .Replace("{t}", topic, StringComparison.Ordinal)
            .Replace("{u}", others is [] ? Phrases.Besides[random.Next(Phrases.Besides.Length)] : others[random.Next(others.Length)], StringComparison.Ordinal)
            .Replace("{n}", (2 + random.Next(6)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{a}", Phrases.Qualities[random.Next(Phrases.Qualities.Length)], StringComparison.Ordinal)
            .Replace("{x}", Phrases.Matters[random.Next(Phrases.Matters.Length)], StringComparison.Ordinal);
    }
}
