using System.ComponentModel.DataAnnotations;
using PromptLab.Comparisons.Verdicts;
using PromptLab.Platform.Json;

namespace PromptLab.Comparisons.Marks;

/// <summary>What a person thinks of a cell. All of it null takes the mark away.</summary>
public sealed record MarkCellRequest : IValidatableObject
{
    [Required(ErrorMessage = "Say which variant.")]
    [Range(0, ComparisonPlan.MostCells - 1, ErrorMessage = "There is no such variant.")]
    public int? Variant { get; init; }

    [Required(ErrorMessage = "Say which input.")]
    [Range(0, ComparisonPlan.MostCells - 1, ErrorMessage = "There is no such input.")]
    public int? Input { get; init; }

    [Range(0, CreateComparisonRequest.MostRepeats - 1, ErrorMessage = "There is no such repeat.")]
    public int? Repeat { get; init; }

    [Range(1, 5, ErrorMessage = "Give 1 to 5.")]
    public int? Rating { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>The variant that this one is better or worse than.</summary>
    [Range(0, ComparisonPlan.MostCells - 1, ErrorMessage = "There is no such variant.")]
    public int? Than { get; init; }

    public CellPlace Place => new(Variant ?? 0, Input ?? 0, Repeat ?? 0);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Verdict is null == Than is null ? Than is not null && Than == Variant ? [new("Compare it with another variant.", [nameof(Than)])] : []
        : [new("Say both: better, worse or equal, and than which variant.", [Verdict is null ? nameof(Verdict) : nameof(Than)])];
}

public sealed record MarkResponse(int Variant, int Input, int Repeat, int? Rating, Verdict? Verdict, int? Than)
{
    public static MarkResponse From(Mark mark) => new(mark.Place.Variant, mark.Place.Input, mark.Place.Repeat, mark.Rating, mark.Verdict, mark.Than);
}

/// <summary>How a variant was rated, 1 to 5.</summary>
public sealed record RatingResponse(int Count, double? Mean);

/// <summary>What a person said of the answers, and what follows from it.</summary>
/// <param name="Ratings">One for each variant.</param>
/// <param name="Pairs">Of every two variants that there are votes on: is B better than A?</param>
public sealed record MarkingResponse(IReadOnlyList<MarkResponse> Marks, IReadOnlyList<RatingResponse> Ratings, IReadOnlyList<PairVerdict> Pairs)
{
    public static MarkingResponse From(ComparisonPlan plan, Marking marking)
    {
        var rated = marking.Marks.Where(mark => mark.Rating is not null).ToLookup(mark => mark.Place.Variant, mark => mark.Rating!.Value);
        return new(
            [.. marking.Marks.Select(MarkResponse.From)],
            [.. Enumerable.Range(0, plan.Variants.Count).Select(variant => new RatingResponse(rated[variant].Count(), rated[variant].Select(rating => (double?)rating).Average()))],
            PairVerdict.Of(marking.Votes));
    }
}

/// <summary>Two answers to the same input, without anything that tells whose they are; null when every pair was voted on.</summary>
public sealed record BlindPairResponse(BlindPair? Pair, int PairsLeft);

public sealed record BlindPair(string Id, string InputName, RawJson Variables, string Left, string Right);

public enum Side { Left, Right, Equal }

public sealed record VoteRequest
{
    [Required(ErrorMessage = "Say which pair.")]
    [StringLength(100, ErrorMessage = "There is no such pair.")]
    public string? Pair { get; init; }

    [Required(ErrorMessage = "Choose left, right or equal.")]
    public Side? Preferred { get; init; }
}

/// <summary>Whose the answers were, once it is voted.</summary>
public sealed record VoteResponse(int LeftVariant, int RightVariant, int Input, int Repeat, MarkingResponse Marking);
