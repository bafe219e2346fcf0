using Azure;
using Azure.Data.Tables;

namespace PromptLab.Platform.Storage;

/// <summary>What is done to many rows of one partition at once.</summary>
internal static class PartitionRows
{
    private static readonly string[] KeyOnly = [nameof(ITableEntity.RowKey)];

    /// <summary>Removes rows, as many at a time as a transaction takes; one that is gone already does not matter.</summary>
    public static async Task RemoveAsync(TableClient table, string partition, IEnumerable<string> rowKeys, CancellationToken cancellationToken)
    {
        foreach (var keys in rowKeys.Chunk(StorageLimits.MaxTransactionRows))
        {
            try
            {
                await table.SubmitTransactionAsync(
                    keys.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)), cancellationToken);
            }
            catch (TableTransactionFailedException error) when (error.Status is 404)
            {
                foreach (var key in keys)
                {
                    await table.DeleteEntityAsync(partition, key, ETag.All, cancellationToken);
                }
            }
        }
    }

    /// <summary>Removes a whole partition. Rows that come in meanwhile are removed as well.</summary>
    public static async Task RemoveAllAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var keys = await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), select: KeyOnly, cancellationToken: cancellationToken)
                .Select(row => row.RowKey).ToListAsync(cancellationToken);
            if (keys.Count == 0)
            {
                return;
            }

            await RemoveAsync(table, partition, keys, cancellationToken);
        }
    }
}
