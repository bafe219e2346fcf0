using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>A prompt, its latest version, and the state of its row that a change must still find.</summary>
public sealed record StoredPrompt(Prompt Prompt, PromptVersion Latest, ETag RowETag);

/// <summary>Prompts and their versions, in one partition per owner so that one transaction writes both.</summary>
public sealed class PromptStore(StorageClients storage, LongTexts texts)
{
    private readonly TableClient table = storage.Table(StorageNames.Prompts);

    public async Task AddAsync(Prompt prompt, PromptVersion version, CancellationToken cancellationToken) =>
        await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, PromptRow.Of(prompt, PromptRows.PromptKey(prompt.Id))),
                new(TableTransactionActionType.Add, await VersionRowAsync(version, cancellationToken)),
                new(TableTransactionActionType.Add, ListRow(prompt, PromptSearch.TextOf(version.Content))),
            ],
            cancellationToken);

    public async Task<StoredPrompt?> FindAsync(string ownerId, Guid promptId, CancellationToken cancellationToken)
    {
        // The prompt's row and its newest version lie side by side.
        var from = PromptRows.PromptKey(promptId);
        var rows = table.QueryAsync<PromptRow>(
            TableClient.CreateQueryFilter($"PartitionKey eq {ownerId} and RowKey ge {from} and RowKey lt {from + "~"}"), maxPerPage: 2, cancellationToken: cancellationToken);

        return await rows.Take(2).ToListAsync(cancellationToken) is [var prompt, var latest]
            ? new(prompt.ToPrompt(), await VersionOfAsync(latest, cancellationToken), prompt.ETag)
            : null;
    }

    public async Task<PromptVersion?> FindVersionAsync(string ownerId, Guid promptId, int number, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<PromptRow>(ownerId, PromptRows.VersionKey(promptId, number), cancellationToken: cancellationToken);
        return row.HasValue ? await VersionOfAsync(row.Value!, cancellationToken) : null;
    }

    /// <summary>The prompt that the route names; not found when it is absent, somebody else's, or no id at all.</summary>
    public async Task<StoredPrompt> GetAsync(string ownerId, string promptId, CancellationToken cancellationToken) =>
        (Guid.TryParse(promptId, out var id) ? await FindAsync(ownerId, id, cancellationToken) : null)
        ?? throw ProblemException.NotFound("Prompt");

    /// <summary>The version that the route names; not found like <see cref="GetAsync"/>.</summary>
    public async Task<PromptVersion> GetVersionAsync(string ownerId, string promptId, string number, CancellationToken cancellationToken) =>
        (Guid.TryParse(promptId, out var id) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? await FindVersionAsync(ownerId, id, value, cancellationToken)
            : null)
        ?? throw ProblemException.NotFound("Version");

    /// <summary>Makes the version the prompt's latest; false when the prompt has changed since it was read.</summary>
    public async Task<bool> TryAddVersionAsync(StoredPrompt stored, Prompt changed, PromptVersion version, CancellationToken cancellationToken) =>
        await TrySubmitAsync(
            [
                .. MoveInList(stored, changed, PromptSearch.TextOf(version.Content)),
                new(TableTransactionActionType.Add, await VersionRowAsync(version, cancellationToken)),
            ],
            cancellationToken);

    /// <summary>Keeps a changed name, description or tags; false when the prompt has changed since it was read.</summary>
    public Task<bool> TryReplaceAsync(StoredPrompt stored, Prompt changed, CancellationToken cancellationToken) =>
        TrySubmitAsync(MoveInList(stored, changed, PromptSearch.TextOf(stored.Latest.Content)), cancellationToken);

    /// <summary>Removes the prompt and every version; false when the prompt has changed since it was read.</summary>
    public async Task<bool> TryRemoveAsync(StoredPrompt stored, CancellationToken cancellationToken)
    {
        var prompt = stored.Prompt;
        var isRemoved = await TrySubmitAsync(
            [
                new(TableTransactionActionType.Delete, new TableEntity(prompt.OwnerId, PromptRows.PromptKey(prompt.Id)), stored.RowETag),
                new(TableTransactionActionType.Delete, new TableEntity(prompt.OwnerId, PromptRows.ListKey(prompt)), ETag.All),
            ],
            cancellationToken);

        if (isRemoved)
        {
            await RemoveVersionsAsync(prompt, cancellationToken);
        }

        return isRemoved;
    }

    public Task<ListPage<PromptSummaryResponse>> ListAsync(
        string ownerId, string? search, string? tag, HttpRequest request, CancellationToken cancellationToken)
    {
        var words = PromptSearch.WordsOf(search);
        var isWhole = words.Count == 0 && string.IsNullOrEmpty(tag);
        NewestFirstList<TableEntity> list = new(
            table,
            ownerId,
            PromptRows.ListPrefix,
            matches: isWhole ? null : row => Matches(row, words, tag),
            columns: words.Count == 0 ? PromptRow.ListColumns : null);

        return list.ReadAsync(
            request, PageRequest.From(request.Query), list.CountAsync, row => PromptSummaryResponse.From(PromptRow.Of(row).ToPrompt()), cancellationToken);
    }

    public async Task<ListPage<VersionResponse>> ListVersionsAsync(StoredPrompt stored, HttpRequest request, CancellationToken cancellationToken)
    {
        NewestFirstList<PromptRow> list = new(table, stored.Prompt.OwnerId, PromptRows.VersionPrefix(stored.Prompt.Id));
        var page = await list.ReadAsync(
            request, PageRequest.From(request.Query), _ => Task.FromResult(stored.Prompt.VersionsCount), row => row, cancellationToken);

        var versions = await Task.WhenAll(page.Results.Select(row => VersionOfAsync(row, cancellationToken)));
        return new(page.Count, page.Next, page.Previous, [.. versions.Select(VersionResponse.From)]);
    }

    private static bool Matches(TableEntity row, IReadOnlyList<string> words, string? tag)
    {
        var prompt = PromptRow.Of(row).ToPrompt();
        return (string.IsNullOrEmpty(tag) || prompt.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
            && PromptSearch.Matches(row, prompt, words);
    }

    /// <summary>The list is sorted by its keys, so a prompt that changed gets a new row in it.</summary>
    private static TableTransactionAction[] MoveInList(StoredPrompt stored, Prompt changed, string searchText) =>
    [
        new(TableTransactionActionType.UpdateReplace, PromptRow.Of(changed, PromptRows.PromptKey(changed.Id)), stored.RowETag),
        new(TableTransactionActionType.Delete, new TableEntity(changed.OwnerId, PromptRows.ListKey(stored.Prompt)), ETag.All),
        new(TableTransactionActionType.Add, ListRow(changed, searchText)),
    ];

    private static TableEntity ListRow(Prompt prompt, string searchText)
    {
        var row = PromptRow.Of(prompt, PromptRows.ListKey(prompt)).ToListRow();
        PromptSearch.AddText(row, searchText);
        return row;
    }

    private async Task<bool> TrySubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private async Task<PromptRow> VersionRowAsync(PromptVersion version, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Serialize(version.Content, ApiJson.Options);
        return PromptRow.Of(version, await texts.SaveAsync(BlobFolder(version.OwnerId, version.PromptId) + version.Id, content, cancellationToken));
    }

    private async Task<PromptVersion> VersionOfAsync(PromptRow row, CancellationToken cancellationToken)
    {
        var content = await texts.ReadAsync(new(row.Content, row.ContentBlob), cancellationToken);
        return row.ToVersion(JsonSerializer.Deserialize<PromptContent>(content, ApiJson.Options)!);
    }

    private async Task RemoveVersionsAsync(Prompt prompt, CancellationToken cancellationToken)
    {
        foreach (var numbers in Enumerable.Range(1, prompt.VersionsCount).Chunk(100))
        {
            await table.SubmitTransactionAsync(
                numbers.Select(number => new TableTransactionAction(
                    TableTransactionActionType.Delete, new TableEntity(prompt.OwnerId, PromptRows.VersionKey(prompt.Id, number)), ETag.All)),
                cancellationToken);
        }

        await texts.RemoveAsync(BlobFolder(prompt.OwnerId, prompt.Id), cancellationToken);
    }

    private static string BlobFolder(string ownerId, Guid promptId) => $"{ownerId}/prompts/{promptId:N}/";
}
