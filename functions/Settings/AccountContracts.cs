using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PromptLab.Auth;
using PromptLab.Platform.Accounts;

namespace PromptLab.Settings;

/// <summary>An account's document, as <see cref="AccountDocument"/> writes it. What it says of the user and the settings is not taken in.</summary>
public sealed record ImportRequest : IValidatableObject
{
    [Required(ErrorMessage = "This is not the document of a PromptLab account.")]
    public string? Format { get; init; }

    public int Version { get; init; }

    public DateTimeOffset? ExportedAt { get; init; }

    public JsonElement? User { get; init; }

    public JsonElement? Settings { get; init; }

    public JsonElement? Prompts { get; init; }

    public JsonElement? Runs { get; init; }

    public JsonElement? Comparisons { get; init; }

    public JsonElement? ItemsOf(string part) => part switch
    {
        "prompts" => Prompts,
        "runs" => Runs,
        "comparisons" => Comparisons,
        _ => null,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Format != AccountDocument.Format)
        {
            yield return new("This is not the document of a PromptLab account.", [nameof(Format)]);
        }

        if (Version != AccountDocument.Version)
        {
            yield return new($"This PromptLab reads version {AccountDocument.Version} of the document.", [nameof(Version)]);
        }

        foreach (var (name, items) in new[] { (nameof(Prompts), Prompts), (nameof(Runs), Runs), (nameof(Comparisons), Comparisons) })
        {
            if (items is { ValueKind: not JsonValueKind.Array })
            {
                yield return new("Expected a list.", [name]);
            }
        }
    }
}

public sealed record ImportResponse(ImportCount Prompts, AddedCount Versions, ImportCount Runs, ImportCount Comparisons, IReadOnlyList<ImportProblem> Problems)
{
    public static ImportResponse From(ImportReport report) =>
        new(report.CountOf("prompts"), new(report.CountOf("versions").Added), report.CountOf("runs"), report.CountOf("comparisons"), report.Problems);
}

public sealed record AddedCount(int Added);

public sealed record RemoveAccountRequest
{
    [Required(ErrorMessage = "Enter your password to delete the account.")]
    [StringLength(Passwords.MaxLength, ErrorMessage = "Use at most 128 characters.")]
    public string? Password { get; init; }
}
