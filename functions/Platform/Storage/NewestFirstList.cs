using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Platform.Storage;

/// <summary>
/// A list of rows in one partition whose keys are a prefix and a newest-first key. A page that a cursor leads to costs the
/// same wherever it lies.
/// </summary>
/// <param name="filter">An OData condition that rows must fulfil besides, or null.</param>
/// <param name="within">The part of the list that is shown; null for all of it.</param>
public sealed class NewestFirstList<TRow>(
    TableClient table, string partition, string prefix, IReadOnlyList<string>? columns = null, string? filter = null, KeyRange? within = null)
    where TRow : class, ITableEntity
{
    private static readonly string[] KeyOnly = [nameof(ITableEntity.RowKey)];

    /// <summary>The row that sorts just before the list: a store that counts keeps its count there.</summary>
    private readonly string counterKey = prefix[..^1];

    private readonly KeyRange shown = within ?? KeyRange.Of(prefix);

    /// <summary>A page, with the count that the row before the list tells: both are read in one go.</summary>
    public async Task<ListPage<TRow>> ReadCountedAsync(HttpRequest request, Func<TRow, int> countOf, CancellationToken cancellationToken)
    {
        var page = PageRequest.From(request.Query);
        if (page is not { Number: 1, Cursor: null })
        {
            return await ReadAsync(request, page, async token => await FindAsync(counterKey, token) is { } row ? countOf(row) : 0, cancellationToken);
        }

        var rows = await TakeAsync(counterKey, page.Size + 2, cancellationToken);
        var count = rows.Count > 0 && rows[0].RowKey == counterKey ? countOf(rows[0]) : 0;
        return PageOf([.. rows.Where(row => row.RowKey != counterKey)], count, request, page);
    }

    /// <summary>A page, with its count when the first page is read; later pages remember it.</summary>
    public Task<ListPage<TRow>> ReadAsync(HttpRequest request, Func<CancellationToken, Task<int>> countAsync, CancellationToken cancellationToken) =>
        ReadAsync(request, PageRequest.From(request.Query), countAsync, cancellationToken);

    /// <summary>Counts by reading, a thousand rows an operation, and not beyond <paramref name="most"/>.</summary>
    public async Task<int> CountAsync(int most, CancellationToken cancellationToken) =>
        await RowsAsync(shown.From, shown.Before, KeyOnly, null, cancellationToken).Take(most).CountAsync(cancellationToken);

    /// <summary>The whole list, read while it is used.</summary>
    public IAsyncEnumerable<TRow> ReadAllAsync(CancellationToken cancellationToken) =>
        RowsAsync(shown.From, shown.Before, columns, null, cancellationToken);

    private async Task<ListPage<TRow>> ReadAsync(
        HttpRequest request, PageRequest page, Func<CancellationToken, Task<int>> countAsync, CancellationToken cancellationToken)
    {
        var count = page.Cursor?.Count ?? await countAsync(cancellationToken);
        if (page.Cursor?.Before is { } before)
        {
            return ListPage.For(await ReadBeforeAsync(before, page.Size, cancellationToken), KeyOf, count, hasOlder: true, request, page);
        }

        var after = page.Cursor?.After ?? await SkipAsync(page, cancellationToken);
        // "~" sorts after every digit of a key: the row itself is left out, whatever follows is not.
        return PageOf(await TakeAsync(after is null ? shown.From : NotBeforeList(prefix + after + "~"), page.Size + 1, cancellationToken), count, request, page);
    }

    private ListPage<TRow> PageOf(List<TRow> rows, int count, HttpRequest request, PageRequest page) =>
        ListPage.For([.. rows.Take(page.Size)], KeyOf, count, hasOlder: rows.Count > page.Size, request, page);

    private string NotBeforeList(string key) => string.CompareOrdinal(key, shown.From) < 0 ? shown.From : key;

    private string KeyOf(TRow row) => row.RowKey[prefix.Length..];

    private ValueTask<List<TRow>> TakeAsync(string from, int take, CancellationToken cancellationToken) =>
        RowsAsync(from, shown.Before, columns, take, cancellationToken).Take(take).ToListAsync(cancellationToken);

    /// <summary>
    /// Rows just before a key. Storage reads forward only, so a stretch of time before the key is read and widened until
    /// it holds a page.
    /// </summary>
    private async Task<List<TRow>> ReadBeforeAsync(string before, int size, CancellationToken cancellationToken)
    {
        var newest = RowKeys.TimeOf(before);
        for (long stretch = 60_000; ; stretch *= 16)
        {
            var isWhole = stretch > 1L << 45;
            var from = isWhole ? shown.From : NotBeforeList(prefix + RowKeys.At(newest + stretch));
            var rows = await RowsAsync(from, prefix + before, columns, null, cancellationToken).ToListAsync(cancellationToken);

            if (rows.Count >= size || isWhole)
            {
                return [.. rows.TakeLast(size)];
            }
        }
    }

    /// <summary>The key after which a page that was asked for by number begins; null for the first.</summary>
    private async Task<string?> SkipAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var skip = (page.Number - 1) * page.Size;
        if (skip == 0)
        {
            return null;
        }

        var last = await RowsAsync(shown.From, shown.Before, KeyOnly, null, cancellationToken).Skip(skip - 1).FirstOrDefaultAsync(cancellationToken);
        return last is null ? throw page.NotThere() : KeyOf(last);
    }

    private async Task<TRow?> FindAsync(string rowKey, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TRow>(partition, rowKey, columns, cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private async IAsyncEnumerable<TRow> RowsAsync(
        string from, string before, IReadOnlyList<string>? select, int? take, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var range = RowKeys.Range(partition, from, before);
        var condition = filter is null ? range : $"{range} and ({filter})";

        await foreach (var row in table.QueryAsync<TRow>(condition, take, select, cancellationToken))
        {
            yield return row;
        }
    }
}
