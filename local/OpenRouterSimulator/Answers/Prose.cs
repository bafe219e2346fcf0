using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenRouterSimulator.Answers;

/// <summary>Plausible text about the words of a request. It knows nothing; it is there to be looked at, measured and compared.</summary>
public static class Prose
{
    public static string Answer(Ask ask, int words, Random random) => ask.Kind switch
    {
        AskKind.OneWord => Word(ask, random),
        AskKind.OneSentence => Sentence(ask, random),
        AskKind.Greeting => "Hello! This is a simulated model, so I know nothing, but I answer quickly. What shall we look at?",
        AskKind.Json => $"```json\n{Json(ask, random)}\n```",
        AskKind.Translation => Glossary.Translate(ask),
        AskKind.Summary => Summary(ask, random),
        AskKind.List => $"Here are some thoughts on {ask.Topics[0]}:\n\n{List(ask, ask.Count ?? 5, random)}",
        AskKind.Table => Table(ask, random),
        AskKind.Code => Code(ask, random),
        _ => Essay(ask, words, random),
    };

    public static string Json(Ask ask, Random random) => new JsonObject
    {
        ["answer"] = Sentence(ask, random),
        ["topics"] = new JsonArray([.. ask.Topics.Select(topic => (JsonNode)topic)]),
        ["confidence"] = Math.Round(0.5 + random.NextDouble() / 2, 2),
    }.ToWire();

    public static string Sentence(Ask ask, Random random) => new Filler(ask, random).From(Phrases.Middles);

    public static string Reasoning(Ask ask, Random random)
    {
        var filler = new Filler(ask, random);
        var middle = Enumerable.Range(0, 4).Select(_ => filler.From(Phrases.Thoughts));

        return string.Join(' ', [filler.From(Phrases.FirstThoughts), .. middle, filler.From(Phrases.LastThoughts)]);
    }

    private static string Word(Ask ask, Random random) =>
        random.Next(3) == 0 ? Filler.Capital(ask.Topics[0]) : Phrases.Words[random.Next(Phrases.Words.Length)];

    private static string Essay(Ask ask, int words, Random random)
    {
        var filler = new Filler(ask, random);
        var text = new StringBuilder(filler.From(Phrases.Openings));
        var withHeadings = words > 1000 || random.Next(3) == 0;
        for (var written = 12; written < words;)
        {
            var paragraph = string.Join(' ', Enumerable.Range(0, 3 + random.Next(3)).Select(_ => filler.From(Phrases.Middles)));
            text.Append(written == 12 ? " " : "\n\n");
            if (withHeadings && written > 12)
            {
                text.Append(CultureInfo.InvariantCulture, $"## {filler.From(Phrases.Headings)}\n\n");
            }

            text.Append(paragraph);
            written += paragraph.Count(' '.Equals) + 1;
            if (written > 60 && written < words && random.Next(3) == 0)
            {
                var list = List(ask, 3, random);
                text.Append("\n\n").Append(list);
                written += list.Count(' '.Equals) + 1;
            }
        }

        return text.Append("\n\n").Append(filler.From(Phrases.Closings)).ToString();
    }

    private static string Summary(Ask ask, Random random)
    {
        var filler = new Filler(ask, random);
        var about = string.Join(", ", ask.Topics.Take(3));
        return $"In brief, the text is about {about}. {filler.From(Phrases.Middles)} {filler.From(Phrases.Closings)}";
    }

    private static string List(Ask ask, int count, Random random)
    {
        var filler = new Filler(ask, random);
        return string.Join('\n', Enumerable.Range(1, count).Select(number => $"{number}. {filler.From(Phrases.Items)}"));
    }

    private static string Table(Ask ask, Random random)
    {
        var filler = new Filler(ask, random);
        var rows = ask.Topics.Select(topic => $"| {topic} | {filler.From(Phrases.Qualities)} | {1 + random.Next(9)} |");
        return $"| Aspect | Character | Weight |\n|---|---|---|\n{string.Join('\n', rows)}";
    }

    private static string Code(Ask ask, Random random)
    {
        var name = string.Concat(ask.Topics[0].Split(' ').Select(word => new string([.. Filler.Capital(word).Where(char.IsLetterOrDigit)])));
        return $"Here is a small version to start from:\n\n```csharp\npublic static int {name}(IEnumerable<int> values)\n{{\n" +
            $"    var limit = {2 + random.Next(40)};\n    return values.Where(value => value < limit).Sum();\n}}\n```\n\n{Sentence(ask, random)}";
    }
}
