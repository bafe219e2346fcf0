using PromptLab.Comparisons.Marks;

namespace PromptLab.Comparisons.Verdicts;

/// <summary>Is variant B better than variant A, by the votes of a person? Ties are told, and do not count.</summary>
/// <param name="VotesMissing">About how many votes more would decide; null when votes as even as these never would.</param>
public sealed record PairVerdict(int A, int B, int BWins, int AWins, int Ties, double PValue, Better BIsBetter, int? VotesMissing)
{
    /// <summary>Of every two variants that there are votes on.</summary>
    public static IReadOnlyList<PairVerdict> Of(IEnumerable<Vote> votes) =>
    [
        .. votes.Select(Ordered).GroupBy(vote => (vote.A, vote.B)).OrderBy(group => group.Key).Select(group =>
        {
            var wins = group.Count(vote => vote.Preferred == Preferred.B);
            var losses = group.Count(vote => vote.Preferred == Preferred.A);
            return new PairVerdict(
                group.Key.A, group.Key.B, wins, losses, group.Count() - wins - losses, SignTest.PValue(wins, losses), SignTest.Decide(wins, losses), SignTest.VotesMissing(wins, losses));
        }),
    ];

    private static Vote Ordered(Vote vote) => vote.A < vote.B
        ? vote
        : vote with { A = vote.B, B = vote.A, Preferred = vote.Preferred switch { Preferred.A => Preferred.B, Preferred.B => Preferred.A, _ => Preferred.Neither } };
}
