using System.Text;
using System.Text.Json;

namespace PromptLab.Tests.Prompts;

internal sealed record RandomVersion(string SystemMessage, string UserMessageTemplate, string ModelConfig, string Note);

/// <summary>Makes prompts that nobody would write: every character that JSON can say, and numbers as odd as they come.</summary>
internal sealed class RandomPrompts(Random random)
{
    private static readonly string[] Numbers =
        ["0", "-0", "1.0", "1e-7", "1E+20", "12345678901234567890", "0.1000", "-3.14159265358979323846264338327950288", "1e308", "2.5e-320"];

    public string Name() => $"p{Text(random.Next(0, 100))}p";

    /// <summary>One to four versions, no two neighbours the same.</summary>
    public List<RandomVersion> Versions() =>
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(number => new RandomVersion(Text(Length()), Text(Length()), Config(number), Text(random.Next(0, 200))))];

    private int Length() => random.Next(10) switch
    {
        0 => 0,
        1 => 199_000,
        2 => random.Next(20_000, 30_000),
        _ => random.Next(1, 2_000),
    };

    private string Text(int length)
    {
        StringBuilder text = new(length);
        while (text.Length < length)
        {
            var rune = random.Next(6) switch
            {
                0 => (Rune)(char)random.Next(0x00, 0x20),
                1 => new Rune(random.Next(0x10000, 0x110000)),
                2 => new Rune(random.Next(0xE000, 0x10000)),
                3 => new Rune(random.Next(0x80, 0xD800)),
                _ => (Rune)(char)random.Next(0x20, 0x7F),
            };
            text.Append(rune.Utf16SequenceLength <= length - text.Length ? rune.ToString() : "x");
        }

        return text.ToString();
    }

    /// <summary>Parameters that OpenRouter may know tomorrow, written with spaces, escapes and an order of their own.</summary>
    private string Config(int number)
    {
        var members = Enumerable.Range(0, random.Next(0, 6)).Select(index => $"\"x_{random.Next(1000)}_{index}\"{Space()}:{Space()}{Value(3)}");
        return $"{{{Space()}{string.Join($"{Space()},{Space()}", members.Append($"\"x_version\":{number}"))}{Space()}}}";
    }

    private string Value(int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => Numbers[random.Next(Numbers.Length)],
        1 => random.Next(2) == 0 ? "true" : "null",
        2 => JsonSerializer.Serialize(Text(random.Next(20))),
        3 => "\"\\u00e9\\/\\uD83D\\uDCA1\"",
        4 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1)))}]",
        _ => $"{{{string.Join(" ,", Enumerable.Range(0, random.Next(4)).Select(index => $"\"k{index}\"{Space()}:{Value(depth - 1)}"))}}}",
    };

    private string Space() => random.Next(3) switch { 0 => "", 1 => " ", _ => "\n\t" };
}
