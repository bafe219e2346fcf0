using System.ComponentModel.DataAnnotations;

namespace PromptLab.Prompts;

/// <summary>Tags are few and short, and each stands once whatever its case.</summary>
internal static class TagRules
{
    private const int MaxTags = 20;
    private const int MaxLength = 50;

    public static IEnumerable<ValidationResult> Check(IReadOnlyList<string>? tags)
    {
        if (tags is null)
        {
            yield break;
        }

        if (tags.Count > MaxTags)
        {
            yield return new($"Use at most {MaxTags} tags.", ["Tags"]);
        }

        if (tags.Any(tag => string.IsNullOrWhiteSpace(tag) || tag.Length > MaxLength))
        {
            yield return new($"A tag has 1 to {MaxLength} characters.", ["Tags"]);
        }
    }

    public static IReadOnlyList<string> Tidy(IReadOnlyList<string>? tags) =>
        [.. (tags ?? []).Select(tag => tag.Trim()).DistinctBy(tag => tag.ToLowerInvariant())];
}
