using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>
/// How prompts lie in their owner's partition of table Prompts:
/// "p-{prompt}" is the prompt, "p-{prompt}-{number}" a version (newest first, so that one read finds a prompt with its
/// latest version), "l-{time}{prompt}" the row that the library lists and searches.
/// </summary>
internal static class PromptRows
{
    public const string ListPrefix = "l-";

    public static string PromptKey(Guid promptId) => $"p-{promptId:N}";

    public static string VersionPrefix(Guid promptId) => $"p-{promptId:N}-";

    public static string VersionKey(Guid promptId, int number) => VersionPrefix(promptId) + RowKeys.At(number);

    public static string ListKey(Prompt prompt) => ListPrefix + RowKeys.NewestFirst(prompt.UpdatedAt, prompt.Id);
}

/// <summary>A row of any kind: the columns of a prompt, of a version, or of a prompt in the list with its search text.</summary>
internal sealed class PromptRow : ITableEntity
{
    public static IReadOnlyList<string> ListColumns { get; } =
    [
        nameof(PartitionKey), nameof(RowKey), nameof(PromptId), nameof(Name), nameof(Description), nameof(Tags), nameof(VersionId),
        nameof(Number), nameof(Variables), nameof(Note), nameof(VersionCreatedAt), nameof(Revision), nameof(CreatedAt), nameof(UpdatedAt),
    ];

    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public Guid PromptId { get; set; }

    public string? Name { get; set; }

    public string? Description { get; set; }

    public string? Tags { get; set; }

    public Guid VersionId { get; set; }

    public int Number { get; set; }

    public string Variables { get; set; } = "[]";

    public string? Note { get; set; }

    public DateTimeOffset VersionCreatedAt { get; set; }

    public int? Revision { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public DateTimeOffset? UpdatedAt { get; set; }

    public string? Content { get; set; }

    public string? ContentBlob { get; set; }

    public static PromptRow Of(Prompt prompt, string rowKey) => new()
    {
        PartitionKey = prompt.OwnerId,
        RowKey = rowKey,
        PromptId = prompt.Id,
        Name = prompt.Name,
        Description = prompt.Description,
        Tags = ListText(prompt.Tags),
        VersionId = prompt.Latest.Id,
        Number = prompt.Latest.Number,
        Variables = ListText(prompt.Latest.Variables),
        Note = prompt.Latest.Note,
        VersionCreatedAt = prompt.Latest.CreatedAt,
        Revision = prompt.Revision,
        CreatedAt = prompt.CreatedAt,
        UpdatedAt = prompt.UpdatedAt,
    };

    public static PromptRow Of(PromptVersion version, StoredText content) => new()
    {
        PartitionKey = version.OwnerId,
        RowKey = PromptRows.VersionKey(version.PromptId, version.Number),
        PromptId = version.PromptId,
        VersionId = version.Id,
        Number = version.Number,
        Variables = ListText(version.Variables),
        Note = version.Note,
        VersionCreatedAt = version.CreatedAt,
        Content = content.Inline,
        ContentBlob = content.Blob,
    };

    /// <summary>The same columns as a row that takes the search text besides.</summary>
    public TableEntity ToListRow() => new(PartitionKey, RowKey)
    {
        [nameof(PromptId)] = PromptId,
        [nameof(Name)] = Name,
        [nameof(Description)] = Description,
        [nameof(Tags)] = Tags,
        [nameof(VersionId)] = VersionId,
        [nameof(Number)] = Number,
        [nameof(Variables)] = Variables,
        [nameof(Note)] = Note,
        [nameof(VersionCreatedAt)] = VersionCreatedAt,
        [nameof(Revision)] = Revision,
        [nameof(CreatedAt)] = CreatedAt,
        [nameof(UpdatedAt)] = UpdatedAt,
    };

    public static PromptRow Of(TableEntity row) => new()
    {
        PartitionKey = row.PartitionKey,
        RowKey = row.RowKey,
        PromptId = row.GetGuid(nameof(PromptId))!.Value,
        Name = row.GetString(nameof(Name)),
        Description = row.GetString(nameof(Description)),
        Tags = row.GetString(nameof(Tags)),
        VersionId = row.GetGuid(nameof(VersionId))!.Value,
        Number = row.GetInt32(nameof(Number))!.Value,
        Variables = row.GetString(nameof(Variables)),
        Note = row.GetString(nameof(Note)),
        VersionCreatedAt = row.GetDateTimeOffset(nameof(VersionCreatedAt))!.Value,
        Revision = row.GetInt32(nameof(Revision)),
        CreatedAt = row.GetDateTimeOffset(nameof(CreatedAt)),
        UpdatedAt = row.GetDateTimeOffset(nameof(UpdatedAt)),
    };

    public Prompt ToPrompt() => new(
        PromptId, PartitionKey, Name!, Description!, ListOf(Tags!),
        new(VersionId, Number, ListOf(Variables), Note!, VersionCreatedAt),
        Revision!.Value, CreatedAt!.Value, UpdatedAt!.Value);

    public PromptVersion ToVersion(PromptContent content) =>
        new(VersionId, PromptId, PartitionKey, Number, content, ListOf(Variables), Note!, VersionCreatedAt);

    private static string ListText(IReadOnlyList<string> list) => JsonSerializer.Serialize(list, ApiJson.Options);

    private static IReadOnlyList<string> ListOf(string text) => JsonSerializer.Deserialize<string[]>(text, ApiJson.Options)!;
}
