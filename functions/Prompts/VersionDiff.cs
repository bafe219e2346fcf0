using PromptLab.Platform.Json;

namespace PromptLab.Prompts;

public enum TextChangeKind { Same, Added, Removed }

/// <summary>A stretch of words that is in both texts, or in one of them.</summary>
public sealed record TextChange(TextChangeKind Kind, string Text);

public enum ConfigChangeKind { Added, Removed, Changed }

/// <summary>A parameter that differs, by its path such as "provider.order[0]"; before or after is null where there is none.</summary>
public sealed record ConfigChange(string Path, ConfigChangeKind Kind, RawJsonValue? Before, RawJsonValue? After);

/// <summary>What lies between two versions: words for the texts, structure for the parameters.</summary>
public sealed record VersionDiff(
    int From,
    int To,
    IReadOnlyList<TextChange> SystemMessage,
    IReadOnlyList<TextChange> UserMessageTemplate,
    IReadOnlyList<ConfigChange> ModelConfig)
{
    public static VersionDiff Between(PromptVersion from, PromptVersion to) => new(
        from.Number,
        to.Number,
        TextDiff.Between(from.Content.SystemMessage, to.Content.SystemMessage),
        TextDiff.Between(from.Content.UserMessageTemplate, to.Content.UserMessageTemplate),
        ConfigDiff.Between(from.Content.ModelConfig, to.Content.ModelConfig));
}
