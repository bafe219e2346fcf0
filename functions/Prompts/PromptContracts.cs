using System.ComponentModel.DataAnnotations;
using PromptLab.Platform.Json;

namespace PromptLab.Prompts;

public sealed record CreatePromptRequest : IValidatableObject
{
    [Required(ErrorMessage = "Give the prompt a name.")]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    public string? Name { get; init; }

    [StringLength(2_000, ErrorMessage = "Use at most 2,000 characters.")]
    public string? Description { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    [StringLength(SaveVersionRequest.MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? SystemMessage { get; init; }

    [StringLength(SaveVersionRequest.MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? UserMessageTemplate { get; init; }

    public RawJson? ModelConfig { get; init; }

    [StringLength(500, ErrorMessage = "Use at most 500 characters.")]
    public string? Note { get; init; }

    public PromptContent Content => new(SystemMessage ?? "", UserMessageTemplate ?? "", ModelConfig ?? RawJson.EmptyObject);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TagRules.Check(Tags).Concat(ModelConfigRules.Check(ModelConfig));
}

public sealed record ChangePromptRequest : IValidatableObject
{
    [StringLength(200, MinimumLength = 1, ErrorMessage = "Use 1 to 200 characters.")]
    public string? Name { get; init; }

    [StringLength(2_000, ErrorMessage = "Use at most 2,000 characters.")]
    public string? Description { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Name is not null && string.IsNullOrWhiteSpace(Name) ? [new("Give the prompt a name.", [nameof(Name)])] : TagRules.Check(Tags);
}

public record SaveVersionRequest : IValidatableObject
{
    public const int MaxText = 200_000;

    [StringLength(MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? SystemMessage { get; init; }

    [StringLength(MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? UserMessageTemplate { get; init; }

    public RawJson? ModelConfig { get; init; }

    [StringLength(500, ErrorMessage = "Use at most 500 characters.")]
    public string? Note { get; init; }

    public PromptContent Content => new(SystemMessage ?? "", UserMessageTemplate ?? "", ModelConfig ?? RawJson.EmptyObject);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => ModelConfigRules.Check(ModelConfig);
}

public sealed record RenderRequest
{
    [StringLength(SaveVersionRequest.MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? SystemMessage { get; init; }

    [StringLength(SaveVersionRequest.MaxText, ErrorMessage = "Use at most 200,000 characters.")]
    public string? UserMessageTemplate { get; init; }

    public RawJson? Variables { get; init; }
}

public sealed record RenderResponse(
    string SystemMessage, string UserMessage, IReadOnlyList<string> Variables, IReadOnlyList<TemplateProblem> Problems);

/// <summary>A prompt in a list: its latest version is shown without the texts.</summary>
public sealed record PromptSummaryResponse(
    Guid Id,
    string Name,
    string Description,
    IReadOnlyList<string> Tags,
    string CreatedBy,
    VersionSummaryResponse LatestVersion,
    int VersionsCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static PromptSummaryResponse From(Prompt prompt) => new(
        prompt.Id, prompt.Name, prompt.Description, prompt.Tags, prompt.OwnerId,
        VersionSummaryResponse.From(prompt), prompt.VersionsCount, prompt.CreatedAt, prompt.UpdatedAt);
}

public sealed record VersionSummaryResponse(
    Guid Id, Guid PromptId, int VersionNumber, IReadOnlyList<string> Variables, string Note, string CreatedBy, DateTimeOffset CreatedAt)
{
    public static VersionSummaryResponse From(Prompt prompt) => new(
        prompt.Latest.Id, prompt.Id, prompt.Latest.Number, prompt.Latest.Variables, prompt.Latest.Note, prompt.OwnerId, prompt.Latest.CreatedAt);
}

public sealed record PromptResponse(
    Guid Id,
    string Name,
    string Description,
    IReadOnlyList<string> Tags,
    string CreatedBy,
    VersionResponse LatestVersion,
    int VersionsCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static PromptResponse From(Prompt prompt, PromptVersion latest) => new(
        prompt.Id, prompt.Name, prompt.Description, prompt.Tags, prompt.OwnerId,
        VersionResponse.From(latest), prompt.VersionsCount, prompt.CreatedAt, prompt.UpdatedAt);
}

public sealed record VersionResponse(
    Guid Id,
    Guid PromptId,
    int VersionNumber,
    string SystemMessage,
    string UserMessageTemplate,
    RawJson ModelConfig,
    IReadOnlyList<string> Variables,
    string Note,
    string CreatedBy,
    DateTimeOffset CreatedAt)
{
    public static VersionResponse From(PromptVersion version) => new(
        version.Id, version.PromptId, version.Number, version.Content.SystemMessage, version.Content.UserMessageTemplate,
        version.Content.ModelConfig, version.Variables, version.Note, version.OwnerId, version.CreatedAt);
}
