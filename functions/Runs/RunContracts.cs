using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Prompts;

namespace PromptLab.Runs;

public sealed record CreateRunRequest : IValidatableObject
{
    [Range(1, int.MaxValue, ErrorMessage = "Versions are numbered from 1.")]
    public int? VersionNumber { get; init; }

    [StringLength(200, MinimumLength = 1, ErrorMessage = "Use 1 to 200 characters.")]
    public string? ModelId { get; init; }

    public RawJson? Variables { get; init; }

    public RawJson? ModelConfig { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => ModelConfigRules.Check(ModelConfig);
}

/// <summary>A run in a list: the long texts are left out, but for the beginning of the answer.</summary>
public sealed record RunSummaryResponse : RunFacts
{
    public RunSummaryResponse(Run run, string responsePreview)
        : base(run) => ResponsePreview = responsePreview;

    public string ResponsePreview { get; }
}

/// <summary>A run with everything it was given and everything it answered.</summary>
public sealed record RunResponse : RunFacts
{
    public RunResponse()
    {
    }

    private RunResponse(Run run)
        : base(run)
    {
        Variables = run.Input.Variables;
        ModelConfig = run.Input.ModelConfig;
        Rendered = run.Input.Rendered;
        ResponseText = run.Answer.Text;
        ReasoningText = run.Answer.Reasoning;
        ToolCalls = run.Answer.ToolCalls is { } calls ? JsonElement.Parse(calls) : null;
    }

    public RawJson Variables { get; init; } = RawJson.EmptyObject;

    public RawJson ModelConfig { get; init; } = RawJson.EmptyObject;

    public RenderedPrompt Rendered { get; init; } = new();

    public string ResponseText { get; init; } = "";

    public string ReasoningText { get; init; } = "";

    public JsonElement? ToolCalls { get; init; }

    public static RunResponse From(Run run) => new(run);

    /// <summary>The same run as somebody's own; what the document says of who executed it does not count.</summary>
    public Run ToRun(string ownerId) => new(
        Id, ownerId, new(PromptId, PromptName, PromptVersion, VersionNumber, ComparisonId, ComparisonCell), ModelId,
        new(Variables, ModelConfig, Rendered), Status, CreatedAt, UpdatedAt)
    {
        Answer = new(ResponseText, ReasoningText, ToolCalls?.GetRawText()),
        Outcome = ToOutcome(),
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
    };
}
