using System.ComponentModel.DataAnnotations;
using PromptLab.Comparisons.Checks;
using PromptLab.Platform.Json;
using PromptLab.Prompts;

namespace PromptLab.Comparisons.Estimates;

/// <summary>The body of a run with its prompt's id, or with a text that is not saved; or the body of a comparison.</summary>
public sealed record EstimateRequest : IValidatableObject
{
    public Guid? PromptId { get; init; }

    [StringLength(SaveVersionRequest.MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? SystemMessage { get; init; }

    [StringLength(SaveVersionRequest.MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? UserMessageTemplate { get; init; }

    [Range(1, int.MaxValue, ErrorMessage = "Versions are numbered from 1.")]
    public int? VersionNumber { get; init; }

    [StringLength(200, MinimumLength = 1, ErrorMessage = "Use 1 to 200 characters.")]
    public string? ModelId { get; init; }

    public RawJson? Variables { get; init; }

    public RawJson? ModelConfig { get; init; }

    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    public string? Name { get; init; }

    [Length(1, CreateComparisonRequest.MostVariants, ErrorMessage = "Compare 1 to 50 variants.")]
    public IReadOnlyList<VariantRequest>? Variants { get; init; }

    [Length(1, ComparisonPlan.MostCells, ErrorMessage = "Use 1 to 2,000 inputs.")]
    public IReadOnlyList<InputRequest>? Inputs { get; init; }

    [Range(1, CreateComparisonRequest.MostRepeats, ErrorMessage = "Repeat each cell 1 to 10 times.")]
    public int? Repeats { get; init; }

    public IReadOnlyList<CheckRequest>? Checks { get; init; }

    private bool HasText => SystemMessage is not null || UserMessageTemplate is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        CreateComparisonRequest comparison = new() { Name = Name ?? "-", Variants = Variants ?? [], Inputs = Inputs ?? [new()], Repeats = Repeats, Checks = Checks };
        return
        [
            .. new[] { PromptId is not null, HasText, Variants is not null }.Count(isGiven => isGiven) is 1
                ? Array.Empty<ValidationResult>()
                : [new("Give one of three: the prompt of a run, its text as it is written, or the variants of a comparison.", [nameof(PromptId)])],
            .. ModelConfigRules.Check(ModelConfig),
            .. comparison.Validate(validationContext),
        ];
    }
}

/// <summary>An amount of money between two; null where it is not known.</summary>
public sealed record CostRange(decimal? Low, decimal? High);

/// <param name="Basis">What the figures assume.</param>
/// <param name="Missing">Variables of a text that is not saved which have no value yet: they are counted as nothing.</param>
public sealed record EstimateResponse(
    int Runs, int InputTokens, CostRange CostUsd, string Basis, IReadOnlyList<VariantEstimateResponse> Variants, IReadOnlyList<string> Missing);

public sealed record VariantEstimateResponse(string Label, int InputTokens, CostRange CostUsd);
