using System.Text.RegularExpressions;

namespace OpenRouterSimulator.Answers;

/// <summary>What a text is about: its runs of one to three words between the dull ones, frequent ones first, then in their order.</summary>
internal static partial class AskTopics
{
    // Enough for a topic; a whole book need not be read for it.
    private const int Read = 6000;

    private const int MaxTopics = 6;

    private const int MaxWords = 3;

    private static readonly HashSet<string> Dull = new(
        ("a able about above add adds after again all also always an and another answer any anything are around as at be because been before being below "
        + "beginner beginners between both brief bullet bullets but by can cannot code compare copy could describe did do does doing done down each eight else english ever every exactly example "
        + "examples explain explanation find facts first five following for format four french from german get give given has have having he hello help her here "
        + "hey his how i if ideas in into is it item items its json just know less like list look main make making many may me might more most much must my name need "
        + "never new nine no none not now object of off old on one only or other our out output over paragraph per please point points provide reply "
        + "respond response said same say sentence sentences seven she short should show simple six so some something spanish step steps such summarise "
        + "summarize summary table take talk talked tell ten text than that the their them then there these they thing things this those three through tips title titles to "
        + "translate two under until up us use user using valid very want was ways we were what when where which while who whom whose why will with within "
        + "without word words would write yes yet you your yours").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    public static string[] Of(string text)
    {
        string[] topics =
        [
            .. Runs(text.Length <= Read ? text : text[..Read])
                .GroupBy(run => run, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(group => group.Count())
                .Select(group => group.Key)
                .Take(MaxTopics),
        ];

        return topics is [] ? ["the question"] : topics;
    }

    private static IEnumerable<string> Runs(string text)
    {
        var run = new List<string>();
        var end = 0;
        foreach (Match word in Word().Matches(text))
        {
            var isDull = Dull.Contains(word.Value);
            var isApart = text.AsSpan(end, word.Index - end) is not " ";
            if (run.Count > 0 && (isDull || isApart || run.Count == MaxWords))
            {
                yield return string.Join(' ', run);
                run.Clear();
            }

            if (!isDull)
            {
                run.Add(InsideSentence(word, text));
            }

            end = word.Index + word.Length;
        }

        if (run.Count > 0)
        {
            yield return string.Join(' ', run);
        }
    }

    /// <summary>A capital that is there only because a sentence begins is taken back.</summary>
    private static string InsideSentence(Match word, string text)
    {
        var before = text.AsSpan(0, word.Index).TrimEnd(" \n\"'*#-");
        var begins = before.IsEmpty || before[^1] is '.' or '!' or '?' or ':';
        return begins && !word.Value.Skip(1).Any(char.IsUpper) ? word.Value.ToLowerInvariant() : word.Value;
    }

    [GeneratedRegex(@"\p{L}[\p{L}\p{Nd}+#]*(?:['-][\p{L}\p{Nd}]+)*")]
    private static partial Regex Word();
}
