namespace PromptLab.Comparisons.Marks;

public enum Verdict { Better, Worse, Equal }

/// <summary>What a person thinks of a cell: how many of five stars, and whether it is better than the same cell of another variant.</summary>
public sealed record Mark(CellPlace Place, int? Rating, Verdict? Verdict, int? Than, DateTimeOffset MarkedAt)
{
    /// <summary>The vote that this mark is, or null.</summary>
    public Vote? ToVote() => Verdict is { } verdict && Than is { } than
        ? new(than, Place.Variant, Place.Input, Place.Repeat, verdict switch { Marks.Verdict.Better => Preferred.B, Marks.Verdict.Worse => Preferred.A, _ => Preferred.Neither }, IsBlind: false)
        : null;
}

public enum Preferred { A, B, Neither }

/// <summary>A person's choice between the answers of two variants to the same input.</summary>
public sealed record Vote(int A, int B, int Input, int Repeat, Preferred Preferred, bool IsBlind)
{
    /// <summary>Two votes on the same answers: given blind, the one that counts.</summary>
    public (int, int, int, int) Question => (Math.Min(A, B), Math.Max(A, B), Input, Repeat);
}

/// <summary>Everything that a person said about a comparison's answers.</summary>
public sealed record Marking(IReadOnlyList<Mark> Marks, IReadOnlyList<Vote> BlindVotes)
{
    /// <summary>Each question once: a blind vote counts before a mark, and a newer mark before an older one.</summary>
    public IEnumerable<Vote> Votes => BlindVotes
        .Concat(Marks.OrderByDescending(mark => mark.MarkedAt).Select(mark => mark.ToVote()).OfType<Vote>())
        .DistinctBy(vote => vote.Question);
}
