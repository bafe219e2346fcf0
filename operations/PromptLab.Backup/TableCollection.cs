using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Backup;

/// <param name="filter">The rows of it that count; null for all.</param>
internal sealed class TableCollection(TableClient table, string? filter) : Collection
{
    private const int Writers = 8;

    /// <summary>A transaction may have 4 MiB, its rows' names and brackets included.</summary>
    private const int MaxBatchCharacters = 1_500_000;

    public override string Name => $"tables/{table.Name}";

    public override async IAsyncEnumerable<ItemPage> ReadAsync(string? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).AsPages(from))
        {
            yield return new([.. page.Values.Select(RowLine.Of)], page.ContinuationToken is { Length: > 0 } next ? next : null);
        }
    }

    public override async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        !await table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: [nameof(ITableEntity.RowKey)], cancellationToken).AnyAsync(cancellationToken);

    public override Task WriteAsync(IAsyncEnumerable<string> lines, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        BatchesAsync(lines, cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellationToken },
        async (batch, token) => await table.SubmitTransactionAsync(batch.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), token));

    public override Item Parse(string line)
    {
        var row = RowLine.Parse(line);
        return new($"{row.PartitionKey}\0{row.RowKey}", line);
    }

    /// <summary>The partitions in which something was written since; what was only deleted does not show.</summary>
    public ValueTask<HashSet<string>> ChangedSinceAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var changed = TableClient.CreateQueryFilter($"Timestamp ge {time}");
        return table.QueryAsync<TableEntity>(filter is null ? changed : $"({filter}) and {changed}", select: [nameof(ITableEntity.PartitionKey)], cancellationToken: cancellationToken)
            .Select(row => row.PartitionKey).ToHashSetAsync(cancellationToken: cancellationToken);
    }

    private static async IAsyncEnumerable<List<TableEntity>> BatchesAsync(
        IAsyncEnumerable<string> lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<TableEntity> batch = [];
        var characters = 0;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            var row = RowLine.Parse(line);
            var isFull = batch.Count == StorageLimits.MaxTransactionRows || characters + line.Length > MaxBatchCharacters;
            if (batch.Count > 0 && (isFull || batch[0].PartitionKey != row.PartitionKey))
            {
                yield return batch;
                (batch, characters) = ([], 0);
            }

            batch.Add(row);
            characters += line.Length;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
