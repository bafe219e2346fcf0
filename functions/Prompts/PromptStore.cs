using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>A prompt with its latest version, and the state of its row that a change must still find.</summary>
public sealed record StoredPrompt(Prompt Prompt, PromptVersion Latest, ETag RowETag);

/// <summary>
/// Prompts and their versions, in one partition per owner so that one transaction writes both. A change says false when the
/// library has changed since it was read: then read again and decide anew.
/// </summary>
public sealed class PromptStore(StorageClients storage, VersionStore versionStore, LongTexts texts, PromptIndex index, AccountCheck accounts)
{
    private readonly TableClient table = storage.Table(StorageNames.Prompts);

    public async Task<PromptLibrary> GetLibraryAsync(string ownerId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(ownerId, PromptLibrary.RowKey, cancellationToken: cancellationToken);
        return row.HasValue ? PromptLibrary.Of(row.Value!) : PromptLibrary.Empty;
    }

    public async Task<StoredPrompt?> FindAsync(string ownerId, Guid promptId, CancellationToken cancellationToken)
    {
        // The prompt's row and its newest version lie side by side.
        var from = PromptRows.PromptKey(promptId);
        var rows = await table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {ownerId} and RowKey ge {from} and RowKey lt {from + "~"}"), maxPerPage: 2, cancellationToken: cancellationToken)
            .Take(2).ToListAsync(cancellationToken);

        return rows is [var prompt, var latest]
            ? new(PromptRow.PromptOf(prompt), await versionStore.OfAsync(latest, cancellationToken), prompt.ETag)
            : null;
    }

    /// <summary>The prompt that the route names; not found when it is absent, somebody else's, or no id at all.</summary>
    public async Task<StoredPrompt> GetAsync(string ownerId, string promptId, CancellationToken cancellationToken) =>
        (Guid.TryParse(promptId, out var id) ? await FindAsync(ownerId, id, cancellationToken) : null)
        ?? throw ProblemException.NotFound("Prompt");

    /// <summary>
    /// Adds a prompt with its versions, oldest first: one for a new prompt, all of them for one that is imported. Gives back
    /// the library as it is then, or null when it has changed since it was read.
    /// </summary>
    public async Task<PromptLibrary?> TryAddAsync(PromptLibrary library, Prompt prompt, IReadOnlyList<PromptVersion> versions, CancellationToken cancellationToken)
    {
        if (library.IsNew)
        {
            await accounts.RequireAsync(prompt.OwnerId, cancellationToken);
        }

        // The prompt's own row comes last: a long history that broke off half-way is not there yet, and is written again.
        foreach (var older in versions.SkipLast(1).Chunk(20))
        {
            var rows = await Task.WhenAll(older.Select(version => versionStore.RowAsync(version, cancellationToken)));
            await table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        }

        var changed = library.Changed(+1, prompt.UpdatedAt);
        var answers = await TrySubmitAsync(
            [
                changed.Write(prompt.OwnerId, library),
                new(TableTransactionActionType.Add, PromptRow.Of(prompt, PromptRows.PromptKey(prompt.Id))),
                new(TableTransactionActionType.UpsertReplace, await versionStore.RowAsync(versions[^1], cancellationToken)),
                new(TableTransactionActionType.Add, ListRow(prompt, versions[^1])),
            ],
            cancellationToken);
        return answers is [var written, ..] ? changed with { RowETag = written.Headers.ETag!.Value }
            : await IsKeptAsync(versions[^1], cancellationToken) ? await GetLibraryAsync(prompt.OwnerId, cancellationToken)
            : null;
    }

    /// <summary>Makes the version the prompt's latest.</summary>
    public async Task<bool> TryAddVersionAsync(PromptLibrary library, StoredPrompt stored, Prompt changed, PromptVersion version, CancellationToken cancellationToken) =>
        await TrySubmitAsync(
            [.. Replace(library, stored, changed, version), new(TableTransactionActionType.Add, await versionStore.RowAsync(version, cancellationToken))],
            cancellationToken) is not null || await IsKeptAsync(version, cancellationToken);

    /// <summary>Keeps a changed name, description or tags.</summary>
    public async Task<bool> TryReplaceAsync(PromptLibrary library, StoredPrompt stored, Prompt changed, CancellationToken cancellationToken) =>
        await TrySubmitAsync(Replace(library, stored, changed, stored.Latest), cancellationToken) is not null || await IsKeptAsync(changed, cancellationToken);

    /// <summary>Removes the prompt and every version.</summary>
    public async Task<bool> TryRemoveAsync(PromptLibrary library, StoredPrompt stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var prompt = stored.Prompt;
        var isRemoved = await TrySubmitAsync(
            [
                library.Changed(-1, library.Next(now)).Write(prompt.OwnerId, library),
                new(TableTransactionActionType.Delete, new TableEntity(prompt.OwnerId, PromptRows.PromptKey(prompt.Id)), stored.RowETag),
                new(TableTransactionActionType.Delete, new TableEntity(prompt.OwnerId, PromptRows.ListKey(prompt)), ETag.All),
            ],
            cancellationToken) is not null || await FindAsync(prompt.OwnerId, prompt.Id, cancellationToken) is null;

        if (isRemoved)
        {
            var versions = Enumerable.Range(1, prompt.VersionsCount).Select(number => PromptRows.VersionKey(prompt.Id, number));
            await PartitionRows.RemoveAsync(table, prompt.OwnerId, versions, cancellationToken);
            await texts.RemoveAsync(VersionStore.BlobFolder(prompt.OwnerId, prompt.Id), cancellationToken);
        }

        return isRemoved;
    }

    /// <summary>The library, newest change first. A search looks at names, descriptions, tags and the latest texts.</summary>
    public async Task<ListPage<Prompt>> ListAsync(string ownerId, PromptSearch wanted, HttpRequest request, CancellationToken cancellationToken)
    {
        if (wanted.IsEverything)
        {
            NewestFirstList<TableEntity> list = new(table, ownerId, PromptRows.ListPrefix, PromptRow.Columns);
            return (await list.ReadCountedAsync(request, row => row.GetInt32(nameof(PromptLibrary.Count))!.Value, cancellationToken)).Select(PromptRow.PromptOf);
        }

        var library = await index.GetAsync(ownerId, await GetLibraryAsync(ownerId, cancellationToken), cancellationToken);
        var found = wanted.Sort(library.Where(wanted.Matches)).ToList();
        return ListPage.Of(found, wanted.KeyOf, request, PageRequest.From(request.Query)).Select(item => item.Prompt);
    }

    /// <summary>Every prompt with all its versions, oldest first. They lie side by side: a thousand rows are one operation.</summary>
    public async IAsyncEnumerable<(Prompt Prompt, IReadOnlyList<PromptVersion> Versions)> ReadAllAsync(
        string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Prompt? prompt = null;
        List<PromptVersion> versions = [];
        var rows = table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {ownerId} and RowKey ge {"p-"} and RowKey lt {"p."}"), cancellationToken: cancellationToken);

        await foreach (var row in rows)
        {
            if (row.ContainsKey(nameof(Prompt.UpdatedAt)))
            {
                if (prompt is not null)
                {
                    yield return (prompt, versions);
                }

                (prompt, versions) = (PromptRow.PromptOf(row), []);
            }
            else
            {
                versions.Insert(0, await versionStore.OfAsync(row, cancellationToken));
            }
        }

        if (prompt is not null)
        {
            yield return (prompt, versions);
        }
    }

    public async Task<HashSet<Guid>> IdsAsync(string ownerId, PromptLibrary library, CancellationToken cancellationToken) =>
        [.. (await index.GetAsync(ownerId, library, cancellationToken)).Select(item => item.Prompt.Id)];

    public async Task RemoveAllAsync(string ownerId, CancellationToken cancellationToken)
    {
        await PartitionRows.RemoveAllAsync(table, ownerId, cancellationToken);
        await texts.RemoveAsync($"{ownerId}/prompts/", cancellationToken);
    }

    /// <summary>The list is sorted by its keys, so a prompt that changed gets a new row in it.</summary>
    private static TableTransactionAction[] Replace(PromptLibrary library, StoredPrompt stored, Prompt changed, PromptVersion latest) =>
    [
        library.Changed(0, changed.UpdatedAt).Write(changed.OwnerId, library),
        new(TableTransactionActionType.UpdateReplace, PromptRow.Of(changed, PromptRows.PromptKey(changed.Id)), stored.RowETag),
        new(TableTransactionActionType.Delete, new TableEntity(changed.OwnerId, PromptRows.ListKey(stored.Prompt)), ETag.All),
        new(TableTransactionActionType.Add, ListRow(changed, latest)),
    ];

    private static TableEntity ListRow(Prompt prompt, PromptVersion latest)
    {
        var row = PromptRow.Of(prompt, PromptRows.ListKey(prompt));
        SearchText.Write(row, SearchText.Of(latest.Content));
        return row;
    }

    private async Task<IReadOnlyList<Response>?> TrySubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            return (await table.SubmitTransactionAsync(actions, cancellationToken)).Value;
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    /// <inheritdoc cref="IsKeptAsync(PromptVersion, CancellationToken)"/>
    private async Task<bool> IsKeptAsync(Prompt changed, CancellationToken cancellationToken) =>
        (await FindAsync(changed.OwnerId, changed.Id, cancellationToken))?.Prompt is { } kept
        && kept with { Tags = changed.Tags, Latest = changed.Latest } == changed
        && kept.Tags.SequenceEqual(changed.Tags);

    /// <summary>Storage may have kept it without being able to say so: the storage client asks again, and meets itself.</summary>
    private async Task<bool> IsKeptAsync(PromptVersion version, CancellationToken cancellationToken) =>
        (await versionStore.FindAsync(version.OwnerId, version.PromptId, version.Number, cancellationToken))?.Id == version.Id;
}
