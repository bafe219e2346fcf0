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

/// <summary>The queue message: only keys, so that a redelivered message can never carry stale data.</summary>
public sealed record RunQueued(string OwnerId, Guid RunId);

/// <summary>A run in a list: the long texts are left out, but for the beginning of the answer.</summary>
public sealed record RunSummaryResponse(
    Guid Id,
    Guid PromptId,
    string PromptName,
    Guid PromptVersion,
    int VersionNumber,
    Guid? ComparisonId,
    string ExecutedBy,
    RunStatus Status,
    string ModelId,
    string? ResolvedModelId,
    string? Provider,
    string? GenerationId,
    string ResponsePreview,
    string? FinishReason,
    int? InputTokens,
    int? OutputTokens,
    int? ReasoningTokens,
    int? CachedTokens,
    decimal? TotalCostUsd,
    int? LatencyMs,
    int? TimeToFirstTokenMs,
    string? ErrorCode,
    string? ErrorMessage,
    string? Billing,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset UpdatedAt)
{
    public static RunSummaryResponse From(Run run, string responsePreview) => new(
        run.Id, run.Subject.PromptId, run.Subject.PromptName, run.Subject.VersionId, run.Subject.VersionNumber, run.Subject.ComparisonId,
        run.OwnerId, run.Status, run.ModelId, run.Outcome.ResolvedModelId, run.Outcome.Provider, run.Outcome.GenerationId,
        responsePreview, run.Outcome.FinishReason, run.Outcome.InputTokens, run.Outcome.OutputTokens, run.Outcome.ReasoningTokens,
        run.Outcome.CachedTokens, run.Outcome.TotalCostUsd, run.Outcome.LatencyMs, run.Outcome.TimeToFirstTokenMs,
        run.Outcome.ErrorCode, run.Outcome.ErrorMessage, run.Outcome.Billing, run.CreatedAt, run.StartedAt, run.FinishedAt, run.UpdatedAt);
}

public sealed record RunResponse(
    Guid Id,
    Guid PromptId,
    string PromptName,
    Guid PromptVersion,
    int VersionNumber,
    Guid? ComparisonId,
    string ExecutedBy,
    RunStatus Status,
    string ModelId,
    string? ResolvedModelId,
    string? Provider,
    string? GenerationId,
    RawJson Variables,
    RawJson ModelConfig,
    RenderedPrompt Rendered,
    string ResponseText,
    string ReasoningText,
    JsonElement? ToolCalls,
    string? FinishReason,
    int? InputTokens,
    int? OutputTokens,
    int? ReasoningTokens,
    int? CachedTokens,
    decimal? TotalCostUsd,
    int? LatencyMs,
    int? TimeToFirstTokenMs,
    string? ErrorCode,
    string? ErrorMessage,
    string? Billing,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset UpdatedAt)
{
    public static RunResponse From(Run run) => new(
        run.Id, run.Subject.PromptId, run.Subject.PromptName, run.Subject.VersionId, run.Subject.VersionNumber, run.Subject.ComparisonId,
        run.OwnerId, run.Status, run.ModelId, run.Outcome.ResolvedModelId, run.Outcome.Provider, run.Outcome.GenerationId,
        run.Input.Variables, run.Input.ModelConfig, run.Input.Rendered, run.Answer.Text, run.Answer.Reasoning,
        run.Answer.ToolCalls is { } calls ? JsonElement.Parse(calls) : null,
        run.Outcome.FinishReason, run.Outcome.InputTokens, run.Outcome.OutputTokens, run.Outcome.ReasoningTokens,
        run.Outcome.CachedTokens, run.Outcome.TotalCostUsd, run.Outcome.LatencyMs, run.Outcome.TimeToFirstTokenMs,
        run.Outcome.ErrorCode, run.Outcome.ErrorMessage, run.Outcome.Billing, run.CreatedAt, run.StartedAt, run.FinishedAt, run.UpdatedAt);
}
