using PromptLab.Comparisons.Verdicts;

namespace PromptLab.Tests.Comparisons;

/// <summary>The figures of a verdict, against those of the literature.</summary>
public class VerdictTests
{
    /// <remarks>Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.</remarks>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void A_share_has_the_interval_that_Newcombe_published(int count, int of, double low, double high)
    {
        var share = Share.Of95(count, of)!;

        Assert.Equal((double)count / of, share.Value, 10);
        Assert.Equal(low, share.Low, 4);
        Assert.Equal(high, share.High, 4);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1)]
    public void All_of_a_count_mirror_none_of_it(int of)
    {
        var (all, none) = (Share.Of95(of, of)!, Share.Of95(0, of)!);

        Assert.Equal(1 - none.High, all.Low, 12);
        Assert.Equal(1, all.High);
    }

    [Fact]
    public void Of_nothing_there_is_no_share() => Assert.Null(Share.Of95(0, 0));

    /// <summary>The most losses among so many votes with which the difference is significant at 5 %, two-sided.</summary>
    /// <remarks>MacKinnon, Journal of the American Statistical Association 59 (1964) 935-956: table of the sign test.</remarks>
    [Theory]
    [InlineData(6, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(11, 1)]
    [InlineData(12, 2)]
    [InlineData(15, 3)]
    [InlineData(17, 4)]
    [InlineData(20, 5)]
    [InlineData(25, 7)]
    [InlineData(30, 9)]
    [InlineData(50, 17)]
    [InlineData(100, 39)]
    public void The_sign_test_has_the_critical_values_of_the_table(int votes, int losses)
    {
        Assert.Equal(Better.Yes, SignTest.Decide(votes - losses, losses));
        Assert.Equal(Better.No, SignTest.Decide(losses, votes - losses));
        Assert.Equal(Better.NotEnoughVotes, SignTest.Decide(votes - losses - 1, losses + 1));
    }

    /// <remarks>Siegel, Nonparametric Statistics (1956), table D, one-tailed; twice that for two tails.</remarks>
    [Theory]
    [InlineData(5, 0, 0.031)]
    [InlineData(9, 1, 0.011)]
    [InlineData(11, 3, 0.029)]
    [InlineData(15, 5, 0.021)]
    [InlineData(17, 8, 0.054)]
    public void The_sign_test_has_the_probabilities_of_the_table(int wins, int losses, double oneTailed) =>
        Assert.Equal(oneTailed, SignTest.PValue(wins, losses) / 2, 3);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(2, 3)]
    public void Even_votes_tell_nothing(int wins, int losses) => Assert.Equal(1, SignTest.PValue(wins, losses), 10);

    [Fact]
    public void Thousands_of_votes_are_counted_as_well() => Assert.InRange(SignTest.PValue(1_100, 900), 0.000_005, 0.000_02);

    [Theory]
    [InlineData(0, 0, 6)]
    [InlineData(3, 0, 3)]
    [InlineData(6, 0, 0)]
    [InlineData(4, 2, 31)]
    [InlineData(2, 4, 31)]
    public void So_many_votes_more_would_decide(int wins, int losses, int missing)
    {
        var more = SignTest.VotesMissing(wins, losses);

        Assert.Equal(missing, more);
    }

    [Fact]
    public void Votes_as_even_as_these_never_decide() => Assert.Null(SignTest.VotesMissing(5, 5));
}
