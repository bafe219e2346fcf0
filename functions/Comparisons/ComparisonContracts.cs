using System.ComponentModel.DataAnnotations;
using PromptLab.Comparisons.Checks;
using PromptLab.Platform.Json;
using PromptLab.Prompts;

namespace PromptLab.Comparisons;

public sealed record CreateComparisonRequest : IValidatableObject
{
    public const int MostVariants = 50;
    public const int MostRepeats = 10;

    [Required(ErrorMessage = "Give the comparison a name.")]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    public string? Name { get; init; }

    [Required(ErrorMessage = "Add a variant.")]
    [Length(1, MostVariants, ErrorMessage = "Compare 1 to 50 variants.")]
    public IReadOnlyList<VariantRequest>? Variants { get; init; }

    [Required(ErrorMessage = "Add an input.")]
    [Length(1, ComparisonPlan.MostCells, ErrorMessage = "Use 1 to 2,000 inputs.")]
    public IReadOnlyList<InputRequest>? Inputs { get; init; }

    [Range(1, MostRepeats, ErrorMessage = "Repeat each cell 1 to 10 times.")]
    public int? Repeats { get; init; }

    public IReadOnlyList<CheckRequest>? Checks { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var cells = (long)Variants!.Count * Inputs!.Count * (Repeats ?? 1);
        return
        [
            .. cells > ComparisonPlan.MostCells
                ? new ValidationResult[] { new($"Variants times inputs times repeats are {cells:N0} runs; at most 2,000 are allowed.", [nameof(Inputs)]) }
                : [],
            .. Variants.SelectMany((variant, index) => variant.Check($"$.variants[{index}]")),
            .. Inputs.SelectMany((input, index) => input.Check($"$.inputs[{index}]")),
            .. CheckRules.Check(Checks),
        ];
    }
}

/// <summary>A column: a version of a prompt, the latest when none is named, with a model and parameters over its own.</summary>
public sealed record VariantRequest
{
    public Guid PromptId { get; init; }

    public int? VersionNumber { get; init; }

    public string? ModelId { get; init; }

    public RawJson? ModelConfig { get; init; }

    /// <summary>What the column is called; when left out, its prompt, version and model.</summary>
    public string? Label { get; init; }

    public IEnumerable<ValidationResult> Check(string path)
    {
        if (PromptId == Guid.Empty)
        {
            yield return new("Choose a prompt.", [$"{path}.prompt_id"]);
        }

        if (VersionNumber < 1)
        {
            yield return new("Versions are numbered from 1.", [$"{path}.version_number"]);
        }

        if (ModelId is { Length: 0 or > 200 })
        {
            yield return new("Use 1 to 200 characters.", [$"{path}.model_id"]);
        }

        if (Label is { Length: 0 or > 200 })
        {
            yield return new("Use 1 to 200 characters.", [$"{path}.label"]);
        }

        foreach (var result in ModelConfigRules.Check(ModelConfig))
        {
            // The rules name a field from the top of a body, such as "$.model_config.temperature".
            yield return new(result.ErrorMessage, result.MemberNames.Select(name => path + (name.StartsWith("$.", StringComparison.Ordinal) ? name[1..] : ".model_config")));
        }
    }
}

/// <summary>A row: its name ("Input 3" when left out), and a value for each variable.</summary>
public sealed record InputRequest
{
    public string? Name { get; init; }

    public RawJson? Variables { get; init; }

    public IEnumerable<ValidationResult> Check(string path) =>
        Name is { Length: > 200 } ? [new("Use at most 200 characters.", [$"{path}.name"])] : [];
}

public sealed record ChangeComparisonRequest : IValidatableObject
{
    [StringLength(200, MinimumLength = 1, ErrorMessage = "Use 1 to 200 characters.")]
    public string? Name { get; init; }

    /// <summary>All checks, as they are to be. No run is made anew for them.</summary>
    public IReadOnlyList<CheckRequest>? Checks { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        [.. Name is not null && string.IsNullOrWhiteSpace(Name) ? [new("Give the comparison a name.", [nameof(Name)])] : Array.Empty<ValidationResult>(), .. CheckRules.Check(Checks)];
}

/// <param name="OpenCells">How many of its runs are queued or running.</param>
public sealed record ComparisonSummaryResponse(
    Guid Id, string Name, int Variants, int Inputs, int Repeats, int Cells, int OpenCells, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A comparison that was made or changed.</summary>
public sealed record ComparisonResponse(
    Guid Id, string Name, IReadOnlyList<VariantResponse> Variants, int Inputs, int Repeats, int Cells, IReadOnlyList<Check> Checks, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ComparisonResponse From(Comparison comparison) => new(
        comparison.Id,
        comparison.Name,
        [.. comparison.Plan.Variants.Select(VariantResponse.From)],
        comparison.Plan.Inputs.Count,
        comparison.Plan.Repeats,
        comparison.Plan.CellCount,
        comparison.Checks,
        comparison.CreatedAt,
        comparison.UpdatedAt);
}

public sealed record VariantResponse(string Label, Guid PromptId, string PromptName, Guid PromptVersion, int VersionNumber, string ModelId, RawJson ModelConfig)
{
    public static VariantResponse From(Variant variant)
    {
        var (label, run) = variant;
        return new(label, run.Subject.PromptId, run.Subject.PromptName, run.Subject.VersionId, run.Subject.VersionNumber, run.ModelId, run.ModelConfig);
    }
}

/// <summary>How many cells a cancel stops, or a resume runs anew.</summary>
public sealed record CellsResponse(int Cells);
