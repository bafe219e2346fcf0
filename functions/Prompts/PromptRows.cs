using System.Text.Json;
using Azure.Data.Tables;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>
/// How prompts lie in their owner's partition of table Prompts:
/// "p-{prompt}" is the prompt, "p-{prompt}-{number}" a version (newest first, so that one read finds a prompt with its
/// latest version), "l-{time}{prompt}" the row that the library lists and searches, "l" what is true of the whole library.
/// </summary>
internal static class PromptRows
{
    public const string ListPrefix = "l-";

    public static string PromptKey(Guid promptId) => $"p-{promptId:N}";

    public static string VersionPrefix(Guid promptId) => $"p-{promptId:N}-";

    public static string VersionKey(Guid promptId, int number) => VersionPrefix(promptId) + RowKeys.At(number);

    public static string ListKey(Prompt prompt) => ListPrefix + RowKeys.NewestFirst(prompt.UpdatedAt, prompt.Id);
}

/// <summary>The columns of a prompt: in its own row, and in the list's with the search text beside them.</summary>
internal static class PromptRow
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey), "PromptId", nameof(Prompt.Name), nameof(Prompt.Description), nameof(Prompt.Tags),
        "VersionId", "Number", nameof(LatestVersion.Variables), nameof(LatestVersion.Note), "VersionCreatedAt", nameof(Prompt.Revision),
        nameof(Prompt.CreatedAt), nameof(Prompt.UpdatedAt), nameof(PromptLibrary.Count),
    ];

    public static TableEntity Of(Prompt prompt, string rowKey) => new(prompt.OwnerId, rowKey)
    {
        ["PromptId"] = prompt.Id,
        [nameof(Prompt.Name)] = prompt.Name,
        [nameof(Prompt.Description)] = prompt.Description,
        [nameof(Prompt.Tags)] = TextOf(prompt.Tags),
        ["VersionId"] = prompt.Latest.Id,
        ["Number"] = prompt.Latest.Number,
        [nameof(LatestVersion.Variables)] = TextOf(prompt.Latest.Variables),
        [nameof(LatestVersion.Note)] = prompt.Latest.Note,
        ["VersionCreatedAt"] = prompt.Latest.CreatedAt,
        [nameof(Prompt.Revision)] = prompt.Revision,
        [nameof(Prompt.CreatedAt)] = prompt.CreatedAt,
        [nameof(Prompt.UpdatedAt)] = prompt.UpdatedAt,
    };

    public static Prompt PromptOf(TableEntity row) => new(
        row.GetGuid("PromptId")!.Value,
        row.PartitionKey,
        row.GetString(nameof(Prompt.Name)),
        row.GetString(nameof(Prompt.Description)),
        ListOf(row.GetString(nameof(Prompt.Tags))),
        new(
            row.GetGuid("VersionId")!.Value,
            row.GetInt32("Number")!.Value,
            ListOf(row.GetString(nameof(LatestVersion.Variables))),
            row.GetString(nameof(LatestVersion.Note)),
            row.GetDateTimeOffset("VersionCreatedAt")!.Value),
        row.GetInt32(nameof(Prompt.Revision))!.Value,
        row.GetDateTimeOffset(nameof(Prompt.CreatedAt))!.Value,
        row.GetDateTimeOffset(nameof(Prompt.UpdatedAt))!.Value);

    public static string TextOf(IReadOnlyList<string> list) => JsonSerializer.Serialize(list, ApiJson.Options);

    public static IReadOnlyList<string> ListOf(string text) => JsonSerializer.Deserialize<string[]>(text, ApiJson.Options)!;
}

/// <summary>The columns of a version; its texts are in the row or in the blob that the row names.</summary>
internal static class VersionRow
{
    public static TableEntity Of(PromptVersion version, StoredText content) => new(version.OwnerId, PromptRows.VersionKey(version.PromptId, version.Number))
    {
        ["PromptId"] = version.PromptId,
        ["VersionId"] = version.Id,
        [nameof(PromptVersion.Number)] = version.Number,
        [nameof(PromptVersion.Variables)] = PromptRow.TextOf(version.Variables),
        [nameof(PromptVersion.Note)] = version.Note,
        [nameof(PromptVersion.CreatedAt)] = version.CreatedAt,
        [nameof(PromptVersion.Content)] = content.Inline,
        ["ContentBlob"] = content.Blob,
    };

    public static StoredText ContentOf(TableEntity row) => new(row.GetString(nameof(PromptVersion.Content)), row.GetString("ContentBlob"));

    public static PromptVersion VersionOf(TableEntity row, PromptContent content) => new(
        row.GetGuid("VersionId")!.Value,
        row.GetGuid("PromptId")!.Value,
        row.PartitionKey,
        row.GetInt32(nameof(PromptVersion.Number))!.Value,
        content,
        PromptRow.ListOf(row.GetString(nameof(PromptVersion.Variables))),
        row.GetString(nameof(PromptVersion.Note)),
        row.GetDateTimeOffset(nameof(PromptVersion.CreatedAt))!.Value);
}
