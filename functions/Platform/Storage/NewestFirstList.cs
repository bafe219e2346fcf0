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
/// <param name="matches">What storage cannot ask, or null for every row.</param>
public sealed class NewestFirstList<TRow>(
    TableClient table, string partition, string prefix, string? filter = null, Func<TRow, bool>? matches = null, IReadOnlyList<string>? columns = null)
    where TRow : class, ITableEntity
{
    private static readonly string[] KeyOnly = [nameof(ITableEntity.RowKey)];

    public async Task<ListPage<T>> ReadAsync<T>(
        HttpRequest request, PageRequest page, Func<CancellationToken, Task<int>> countAsync, Func<TRow, T> show, CancellationToken cancellationToken)
    {
        var count = page.Cursor?.Count ?? await countAsync(cancellationToken);
        var rows = page.Cursor?.Before is { } before
            ? await ReadBeforeAsync(before, page.Size, cancellationToken)
            : await ReadAfterAsync(page.Cursor?.After ?? await SkipAsync(page, cancellationToken), page.Size + 1, cancellationToken);

        var hasOlder = page.Cursor?.Before is not null || rows.Count > page.Size;
        var shown = rows.Take(page.Size).ToList();
        if (shown.Count == 0 && page is { Cursor: null, Number: > 1 })
        {
            throw NoSuchPage();
        }

        return new(
            count,
            hasOlder && shown.Count > 0 ? PageRequest.Link(request, new(KeyOf(shown[^1]), null, page.Number + 1, count)) : null,
            page.Number > 1 && shown.Count > 0 ? PageRequest.Link(request, new(null, KeyOf(shown[0]), page.Number - 1, count)) : null,
            [.. shown.Select(show)]);
    }

    /// <summary>Counts by reading: as many operations as there are thousands of rows.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in RowsAsync(prefix, RowKeys.After(prefix), KeysOrAll, cancellationToken))
        {
            count++;
        }

        return count;
    }

    private IReadOnlyList<string>? KeysOrAll => matches is null ? KeyOnly : columns;

    private string KeyOf(TRow row) => row.RowKey[prefix.Length..];

    private async Task<List<TRow>> ReadAfterAsync(string? after, int take, CancellationToken cancellationToken)
    {
        List<TRow> rows = [];
        // "~" sorts after every digit of a key: the row itself is left out, whatever follows is not.
        await foreach (var row in RowsAsync(prefix + (after is null ? "" : after + "~"), RowKeys.After(prefix), columns, cancellationToken, take))
        {
            rows.Add(row);
            if (rows.Count == take)
            {
                break;
            }
        }

        return rows;
    }

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
            List<TRow> rows = [];
            await foreach (var row in RowsAsync(prefix + (isWhole ? "" : RowKeys.At(newest + stretch)), prefix + before, columns, cancellationToken))
            {
                rows.Add(row);
            }

            if (rows.Count >= size || isWhole)
            {
                return [.. rows.TakeLast(size)];
            }
        }
    }

    /// <summary>The key after which a page that was asked for by number begins; null for the first.</summary>
    private async Task<string?> SkipAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var skip = (long)(page.Number - 1) * page.Size;
        if (skip == 0)
        {
            return null;
        }

        await foreach (var row in RowsAsync(prefix, RowKeys.After(prefix), KeysOrAll, cancellationToken))
        {
            if (--skip == 0)
            {
                return KeyOf(row);
            }
        }

        throw NoSuchPage();
    }

    private static ProblemException NoSuchPage() => ProblemException.Invalid("page", "The list has no such page.");

    private async IAsyncEnumerable<TRow> RowsAsync(
        string from, string before, IReadOnlyList<string>? select, [EnumeratorCancellation] CancellationToken cancellationToken, int? take = null)
    {
        var range = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {before}");
        var condition = filter is null ? range : $"{range} and ({filter})";

        await foreach (var row in table.QueryAsync<TRow>(condition, matches is null ? take : null, select, cancellationToken))
        {
            if (matches is null || matches(row))
            {
                yield return row;
            }
        }
    }
}
