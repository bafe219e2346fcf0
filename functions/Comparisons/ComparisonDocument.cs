using System.ComponentModel.DataAnnotations;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Marks;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Runs;

namespace PromptLab.Comparisons;

/// <summary>A comparison as an account's document holds it: all that is needed to show its board, and to run its cells anew.</summary>
public sealed record ComparisonDocument : IValidatableObject
{
    public Guid Id { get; init; }

    [Required(ErrorMessage = "Give the comparison a name.")]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    public string? Name { get; init; }

    [Required(ErrorMessage = "Add a variant.")]
    [Length(1, CreateComparisonRequest.MostVariants, ErrorMessage = "Compare 1 to 50 variants.")]
    public IReadOnlyList<VariantDocument>? Variants { get; init; }

    [Required(ErrorMessage = "Add an input.")]
    [Length(1, ComparisonPlan.MostCells, ErrorMessage = "Use 1 to 2,000 inputs.")]
    public IReadOnlyList<InputRequest>? Inputs { get; init; }

    [Range(1, CreateComparisonRequest.MostRepeats, ErrorMessage = "Repeat each cell 1 to 10 times.")]
    public int Repeats { get; init; } = 1;

    public IReadOnlyList<CheckRequest>? Checks { get; init; }

    public IReadOnlyList<MarkDocument>? Marks { get; init; }

    public IReadOnlyList<VoteDocument>? Votes { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static ComparisonDocument From(Comparison comparison, Marking marking) => new()
    {
        Id = comparison.Id,
        Name = comparison.Name,
        Variants = [.. comparison.Plan.Variants.Select(VariantDocument.From)],
        Inputs = [.. comparison.Plan.Inputs.Select(input => new InputRequest { Name = input.Name, Variables = input.Variables })],
        Repeats = comparison.Plan.Repeats,
        Checks = [.. comparison.Checks.Select(CheckRequest.From)],
        Marks = [.. marking.Marks.Select(MarkDocument.From)],
        Votes = [.. marking.BlindVotes.Select(VoteDocument.From)],
        CreatedAt = comparison.CreatedAt,
        UpdatedAt = comparison.UpdatedAt,
    };

    public (Comparison Comparison, Marking Marking) ToComparison(string ownerId)
    {
        ComparisonPlan plan = new(
            [.. Variants!.Select(variant => variant.ToVariant())],
            [.. Inputs!.Select((input, index) => new ComparisonInput(input.Name ?? $"Input {index + 1}", input.Variables ?? RawJson.EmptyObject))],
            Repeats);
        return (
            new(Id, ownerId, Name!, plan, CheckRules.ToChecks(Checks), CreatedAt, UpdatedAt) { BlindKey = BlindPairs.NewKey() },
            new([.. (Marks ?? []).Select(mark => mark.ToMark())], [.. (Votes ?? []).Select(vote => vote.ToVote())]));
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Id == Guid.Empty)
        {
            yield return new("This field is required.", [nameof(Id)]);
        }

        if ((long)Variants!.Count * Inputs!.Count * Repeats > ComparisonPlan.MostCells)
        {
            yield return new("Variants times inputs times repeats are at most 2,000.", [nameof(Inputs)]);
        }

        foreach (var result in Inputs.SelectMany((input, index) => input.Check($"$.inputs[{index}]")).Concat(CheckRules.Check(Checks)))
        {
            yield return result;
        }

        foreach (var (index, _) in Variants.Index().Where(variant => variant.Item.ModelId.Length == 0 || variant.Item.VersionNumber < 1))
        {
            yield return new("A variant names a version and a model.", [$"$.variants[{index}]"]);
        }

        bool Has(int variant, int input, int repeat) => variant >= 0 && variant < Variants.Count && input >= 0 && input < Inputs.Count && repeat >= 0 && repeat < Repeats;
        foreach (var (index, _) in (Marks ?? []).Index().Where(mark => !Has(mark.Item.Variant, mark.Item.Input, mark.Item.Repeat) || (mark.Item.Than is { } than && !Has(than, 0, 0))))
        {
            yield return new("The board has no such cell.", [$"$.marks[{index}]"]);
        }

        foreach (var (index, _) in (Marks ?? []).Index().Where(mark => mark.Item.MarkedAt < RequestJson.EarliestTime))
        {
            yield return new(RequestJson.NoTime, [$"$.marks[{index}].marked_at"]);
        }

        foreach (var (index, _) in (Votes ?? []).Index().Where(vote => !Has(vote.Item.A, vote.Item.Input, vote.Item.Repeat) || !Has(vote.Item.B, 0, 0)))
        {
            yield return new("The board has no such cell.", [$"$.votes[{index}]"]);
        }
    }
}

/// <summary>A variant with the texts of its version: a prompt may be deleted while its comparisons stay.</summary>
public sealed record VariantDocument
{
    public string Label { get; init; } = "";

    public Guid PromptId { get; init; }

    public string PromptName { get; init; } = "";

    public Guid PromptVersion { get; init; }

    public int VersionNumber { get; init; }

    public string ModelId { get; init; } = "";

    public RawJson ModelConfig { get; init; } = RawJson.EmptyObject;

    public string SystemMessage { get; init; } = "";

    public string UserMessageTemplate { get; init; } = "";

    public static VariantDocument From(Variant variant) => new()
    {
        Label = variant.Label,
        PromptId = variant.Run.Subject.PromptId,
        PromptName = variant.Run.Subject.PromptName,
        PromptVersion = variant.Run.Subject.VersionId,
        VersionNumber = variant.Run.Subject.VersionNumber,
        ModelId = variant.Run.ModelId,
        ModelConfig = variant.Run.ModelConfig,
        SystemMessage = variant.Run.SystemMessage,
        UserMessageTemplate = variant.Run.UserMessageTemplate,
    };

    public Variant ToVariant() =>
        new(Label, new(new(PromptId, PromptName, PromptVersion, VersionNumber), ModelId, ModelConfig, SystemMessage, UserMessageTemplate));
}

public sealed record MarkDocument(int Variant, int Input, int Repeat, int? Rating, Verdict? Verdict, int? Than, DateTimeOffset MarkedAt)
{
    public static MarkDocument From(Mark mark) =>
        new(mark.Place.Variant, mark.Place.Input, mark.Place.Repeat, mark.Rating, mark.Verdict, mark.Than, mark.MarkedAt);

    public Mark ToMark() => new(new(Variant, Input, Repeat), Rating, Verdict, Than, MarkedAt);
}

/// <summary>A blind vote.</summary>
public sealed record VoteDocument(int A, int B, int Input, int Repeat, Preferred Preferred)
{
    public static VoteDocument From(Vote vote) => new(vote.A, vote.B, vote.Input, vote.Repeat, vote.Preferred);

    public Vote ToVote() => new(A, B, Input, Repeat, Preferred, IsBlind: true);
}
