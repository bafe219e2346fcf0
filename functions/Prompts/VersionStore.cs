using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>The versions of prompts: rows beside the prompt's own, whose long texts are blobs. <see cref="PromptStore"/> writes them, in the transaction that changes the prompt.</summary>
public sealed class VersionStore(StorageClients storage, LongTexts texts)
{
    private readonly TableClient table = storage.Table(StorageNames.Prompts);

    internal static string BlobFolder(string ownerId, Guid promptId) => $"{ownerId}/prompts/{promptId:N}/";

    public async Task<PromptVersion?> FindAsync(string ownerId, Guid promptId, int number, CancellationToken cancellationToken) =>
        await FindRowAsync(ownerId, promptId, number, cancellationToken) is { } row ? await OfAsync(row, cancellationToken) : null;

    /// <summary>The row of the version that the route names; not found like <see cref="PromptStore.GetAsync"/>.</summary>
    public async Task<TableEntity> GetRowAsync(string ownerId, string promptId, string number, CancellationToken cancellationToken) =>
        (Guid.TryParse(promptId, out var id) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? await FindRowAsync(ownerId, id, value, cancellationToken)
            : null)
        ?? throw ProblemException.NotFound("Version");

    /// <summary>A version out of its row.</summary>
    public async Task<PromptVersion> OfAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var content = await texts.ReadAsync(VersionRow.ContentOf(row), cancellationToken);
        return VersionRow.VersionOf(row, JsonSerializer.Deserialize<PromptContent>(content, ApiJson.Options)!);
    }

    /// <summary>A row for the version, still to be written; a long text is kept at once.</summary>
    public async Task<TableEntity> RowAsync(PromptVersion version, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Serialize(version.Content, ApiJson.Options);
        return VersionRow.Of(version, await texts.SaveAsync(BlobFolder(version.OwnerId, version.PromptId) + version.Id, content, cancellationToken));
    }

    public async Task<ListPage<PromptVersion>> ListAsync(Prompt prompt, HttpRequest request, CancellationToken cancellationToken)
    {
        NewestFirstList<TableEntity> list = new(table, prompt.OwnerId, PromptRows.VersionPrefix(prompt.Id));
        var page = await list.ReadAsync(request, _ => Task.FromResult(prompt.VersionsCount), cancellationToken);
        var versions = await Task.WhenAll(page.Results.Select(row => OfAsync(row, cancellationToken)));
        return new(page.Count, page.Next, page.Previous, versions);
    }

    private async Task<TableEntity?> FindRowAsync(string ownerId, Guid promptId, int number, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(ownerId, PromptRows.VersionKey(promptId, number), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }
}
