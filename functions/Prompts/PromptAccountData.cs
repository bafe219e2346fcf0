using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Prompts;

/// <summary>A prompt as an account's document holds it, with all its versions, oldest first.</summary>
public sealed record PromptDocument : IValidatableObject
{
    public Guid Id { get; init; }

    [Required(ErrorMessage = "Give the prompt a name.")]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    public string? Name { get; init; }

    [StringLength(2_000, ErrorMessage = "Use at most 2,000 characters.")]
    public string? Description { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    [Required(ErrorMessage = "A prompt has at least one version.")]
    [MinLength(1, ErrorMessage = "A prompt has at least one version.")]
    public IReadOnlyList<JsonElement>? Versions { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TagRules.Check(Tags);
}

/// <summary>The library in an account's document. Ids and times are kept, which makes an import that is repeated add nothing.</summary>
public sealed class PromptAccountData(PromptStore prompts, TimeProvider clock) : IAccountData
{
    public string Name => "prompts";

    public async IAsyncEnumerable<RawJsonValue> ExportAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (prompt, versions) in prompts.ReadAllAsync(ownerId, cancellationToken))
        {
            yield return new(JsonSerializer.Serialize(
                new
                {
                    prompt.Id,
                    prompt.Name,
                    prompt.Description,
                    prompt.Tags,
                    prompt.CreatedAt,
                    prompt.UpdatedAt,
                    Versions = versions.Select(VersionResponse.From),
                },
                ApiJson.Options));
        }
    }

    public async Task ImportAsync(string ownerId, JsonElement items, ImportReport report, CancellationToken cancellationToken)
    {
        var library = await prompts.GetLibraryAsync(ownerId, cancellationToken);
        var known = await prompts.IdsAsync(ownerId, library, cancellationToken);

        foreach (var (index, item) in items.EnumerateArray().Index())
        {
            if (Read(item, $"{Name}[{index}]", ownerId, report) is not { } document)
            {
                continue;
            }

            if (!known.Add(document.Prompt.Id))
            {
                report.Skipped(Name);
                continue;
            }

            library = await AddAsync(library, document.Prompt, document.Versions, cancellationToken);
            report.Added(Name);
            report.Added("versions", document.Versions.Count);
        }
    }

    public Task RemoveAsync(string ownerId, CancellationToken cancellationToken) => prompts.RemoveAllAsync(ownerId, cancellationToken);

    private async Task<PromptLibrary> AddAsync(
        PromptLibrary library, Prompt prompt, IReadOnlyList<PromptVersion> versions, CancellationToken cancellationToken)
    {
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            // The list is sorted by the time of change, which for this library is now.
            var placed = prompt with { UpdatedAt = library.Next(clock.GetUtcNow()) };
            if (await prompts.TryAddAsync(library, placed, versions, cancellationToken) is { } added)
            {
                return added;
            }

            library = await prompts.GetLibraryAsync(prompt.OwnerId, cancellationToken);
        }
    }

    /// <summary>The prompt with its versions, or null when something in it is wrong, which the report then tells.</summary>
    private static (Prompt Prompt, IReadOnlyList<PromptVersion> Versions)? Read(JsonElement item, string path, string ownerId, ImportReport report)
    {
        try
        {
            var document = RequestJson.Read<PromptDocument>(item, path);
            List<PromptVersion> versions =
            [
                .. document.Versions!.Select((element, index) => VersionOf(element, $"{path}.versions[{index}]", document.Id, ownerId, index + 1)),
            ];

            return (
                new(document.Id, ownerId, document.Name!, document.Description ?? "", TagRules.Tidy(document.Tags), LatestVersion.Of(versions[^1]), 1, document.CreatedAt, document.UpdatedAt),
                versions);
        }
        catch (ProblemException problem) when (problem.Errors is not null)
        {
            foreach (var (field, sentences) in problem.Errors)
            {
                report.Problem(field, string.Join(' ', sentences));
            }

            return null;
        }
    }

    private static PromptVersion VersionOf(JsonElement element, string path, Guid promptId, string ownerId, int number)
    {
        var version = RequestJson.Read<VersionDocument>(element, path);
        if (version.VersionNumber != number)
        {
            throw ProblemException.Invalid($"{path}.version_number", $"Versions come oldest first and are numbered without gaps; this one should be {number}.");
        }

        return new(version.Id, promptId, ownerId, number, version.Content, PromptTemplates.VariablesOf(version.Content), version.Note ?? "", version.CreatedAt);
    }
}

/// <summary>A version as an account's document holds it: what one can save, and what was decided when it was saved.</summary>
public sealed record VersionDocument : SaveVersionRequest
{
    public Guid Id { get; init; }

    public Guid PromptId { get; init; }

    public int VersionNumber { get; init; }

    public IReadOnlyList<string>? Variables { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
