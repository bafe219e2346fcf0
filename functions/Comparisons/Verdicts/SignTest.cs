namespace PromptLab.Comparisons.Verdicts;

public enum Better { Yes, No, NotEnoughVotes }

/// <summary>
/// The exact sign test: had neither of two variants been better, how often would votes differ at least this much? Ties say nothing
/// about which is better, and do not count.
/// </summary>
public static class SignTest
{
    /// <summary>Below this, chance is not believed.</summary>
    public const double Level = 0.05;

    /// <summary>Votes that are looked ahead.</summary>
    private const int MostVotes = 2_000;

    /// <summary>Two-sided, from the binomial distribution of a fair coin.</summary>
    public static double PValue(int wins, int losses)
    {
        var (votes, fewer) = (wins + losses, Math.Min(wins, losses));
        if (2 * fewer >= votes)
        {
            return 1;
        }

        // Each term out of the one before, in logarithms: half of two thousand coins is too small for a double.
        var (log, sum) = (-votes * Math.Log(2), 0d);
        for (var heads = 0; heads <= fewer; heads++)
        {
            sum += Math.Exp(log);
            log += Math.Log((double)(votes - heads) / (heads + 1));
        }

        return Math.Min(1, 2 * sum);
    }

    public static Better Decide(int wins, int losses) =>
        PValue(wins, losses) > Level ? Better.NotEnoughVotes : wins > losses ? Better.Yes : Better.No;

    /// <summary>
    /// About how many votes more would decide, should they go on as they went so far; 0 when it is decided, null when votes that
    /// are as even as these never would.
    /// </summary>
    public static int? VotesMissing(int wins, int losses)
    {
        var votes = wins + losses;
        var share = votes == 0 ? 1 : (double)Math.Max(wins, losses) / votes;
        for (var total = votes; total <= MostVotes; total++)
        {
            var more = (int)Math.Round(share * total, MidpointRounding.AwayFromZero);
            if (more > total - more && PValue(more, total - more) <= Level)
            {
                return total - votes;
            }
        }

        return null;
    }
}
