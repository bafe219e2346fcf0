using PromptLab.Platform.Json;

namespace PromptLab.Prompts;

/// <summary>A prompt as the library lists it: what it is called, and which version is its latest.</summary>
/// <param name="Revision">Counts every change, versions included; the ETag that clients see.</param>
public sealed record Prompt(
    Guid Id,
    string OwnerId,
    string Name,
    string Description,
    IReadOnlyList<string> Tags,
    LatestVersion Latest,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Numbers count up from 1 without gaps, so the latest number is also how many there are.</summary>
    public int VersionsCount => Latest.Number;

    public string ETag => $"\"r{Revision}\"";

    public Prompt Changed(DateTimeOffset at) => this with { Revision = Revision + 1, UpdatedAt = at };

    public Prompt WithVersion(PromptVersion version, DateTimeOffset at) => Changed(at) with { Latest = LatestVersion.Of(version) };
}

/// <summary>What the library shows of a prompt's latest version, without its texts.</summary>
public sealed record LatestVersion(Guid Id, int Number, IReadOnlyList<string> Variables, string Note, DateTimeOffset CreatedAt)
{
    public static LatestVersion Of(PromptVersion version) => new(version.Id, version.Number, version.Variables, version.Note, version.CreatedAt);
}

/// <summary>The texts and parameters that one save kept. A version never changes.</summary>
public sealed record PromptVersion(
    Guid Id,
    Guid PromptId,
    string OwnerId,
    int Number,
    PromptContent Content,
    IReadOnlyList<string> Variables,
    string Note,
    DateTimeOffset CreatedAt)
{
    public static PromptVersion Of(Guid promptId, string ownerId, int number, PromptContent content, string note, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), promptId, ownerId, number, content, PromptTemplates.VariablesOf(content), note, now);
}

/// <summary>What a run needs: two Liquid templates and OpenRouter's parameters, as they were written.</summary>
public sealed record PromptContent(string SystemMessage, string UserMessageTemplate, RawJson ModelConfig);
