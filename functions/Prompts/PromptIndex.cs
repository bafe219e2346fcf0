using Azure.Data.Tables;
using Microsoft.Extensions.Caching.Memory;
using PromptLab.Platform.Storage;

namespace PromptLab.Prompts;

/// <summary>A prompt as search sees it: its place in the list, and everything a word may stand in.</summary>
public sealed record IndexedPrompt(string Key, Prompt Prompt, string Label, string Text);

/// <summary>
/// Whole libraries in memory, newest change first, for search. A library that has not changed since costs nothing to ask
/// again; one that has costs one read of what changed. What does not fit into memory is read anew.
/// </summary>
public sealed class PromptIndex(StorageClients storage) : IDisposable
{
    /// <summary>Characters of search text that all cached libraries together may have: twice as many bytes.</summary>
    private const long MaxCharacters = 64_000_000;

    private static readonly string[] KeyOnly = [nameof(ITableEntity.RowKey)];

    private readonly TableClient table = storage.Table(StorageNames.Prompts);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxCharacters });

    /// <param name="library">The library as its row tells it now; the answer is at least as new.</param>
    public async Task<IReadOnlyList<IndexedPrompt>> GetAsync(string ownerId, PromptLibrary library, CancellationToken cancellationToken)
    {
        var cached = cache.Get<CachedLibrary>(ownerId);
        if (cached?.Revision == library.Revision)
        {
            return cached.Prompts;
        }

        var newest = cached?.Prompts is [var first, ..] ? PromptRows.ListPrefix + first.Key : RowKeys.After(PromptRows.ListPrefix);
        var changed = await ReadAsync(ownerId, newest, cancellationToken);
        var prompts = await WithoutRemovedAsync(ownerId, Merge(changed, cached?.Prompts ?? []), library, cancellationToken);
        Keep(ownerId, new(library.Revision, prompts));
        return prompts;
    }

    public void Dispose() => cache.Dispose();

    /// <summary>A prompt that changed stands at the top again: where it was before no longer counts.</summary>
    private static List<IndexedPrompt> Merge(List<IndexedPrompt> changed, IReadOnlyList<IndexedPrompt> before)
    {
        var moved = changed.Select(item => item.Prompt.Id).ToHashSet();
        return [.. changed, .. before.Where(item => !moved.Contains(item.Prompt.Id))];
    }

    private async Task<List<IndexedPrompt>> ReadAsync(string ownerId, string before, CancellationToken cancellationToken) =>
        await table.QueryAsync<TableEntity>(RangeBefore(ownerId, before), cancellationToken: cancellationToken).Select(Index).ToListAsync(cancellationToken);

    /// <summary>Too many prompts means that some were removed elsewhere: the keys alone tell which.</summary>
    private async Task<List<IndexedPrompt>> WithoutRemovedAsync(
        string ownerId, List<IndexedPrompt> prompts, PromptLibrary library, CancellationToken cancellationToken)
    {
        if (prompts.Count == library.Count)
        {
            return prompts;
        }

        var keys = await table.QueryAsync<TableEntity>(RangeBefore(ownerId, RowKeys.After(PromptRows.ListPrefix)), select: KeyOnly, cancellationToken: cancellationToken)
            .Select(row => row.RowKey[PromptRows.ListPrefix.Length..]).ToHashSetAsync(cancellationToken: cancellationToken);
        return [.. prompts.Where(item => keys.Contains(item.Key))];
    }

    private void Keep(string ownerId, CachedLibrary library) =>
        cache.Set(ownerId, library, new MemoryCacheEntryOptions
        {
            Size = library.Prompts.Sum(item => 500L + item.Label.Length + item.Text.Length),
            SlidingExpiration = TimeSpan.FromMinutes(30),
        });

    private static string RangeBefore(string ownerId, string before) =>
        RowKeys.Range(ownerId, PromptRows.ListPrefix, before);

    private static IndexedPrompt Index(TableEntity row)
    {
        var prompt = PromptRow.PromptOf(row);
        var label = SearchText.Fold($"{prompt.Name}\n{prompt.Description}\n{string.Join('\n', prompt.Tags)}");
        return new(row.RowKey[PromptRows.ListPrefix.Length..], prompt, label, SearchText.Read(row));
    }

    private sealed record CachedLibrary(int Revision, IReadOnlyList<IndexedPrompt> Prompts);
}
