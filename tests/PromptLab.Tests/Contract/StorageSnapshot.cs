using Azure.Data.Tables;
using Azure.Storage.Blobs;
using PromptLab.Platform.Storage;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>All that an app has kept, down to the state of each row. The counters of tries are not in it: to count is their work.</summary>
internal static class StorageSnapshot
{
    public static async Task<IReadOnlyList<string>> TakeAsync(App app)
    {
        List<string> kept = [];
        foreach (var table in StorageNames.Tables.Where(name => name != StorageNames.RateLimits))
        {
            await foreach (var row in new TableClient(app.Storage, table).QueryAsync<TableEntity>(cancellationToken: Account.Token))
            {
                kept.Add($"{table} {row.PartitionKey} {row.RowKey} {row.ETag}");
            }
        }

        await foreach (var blob in new BlobContainerClient(app.Storage, StorageNames.Texts).GetBlobsAsync(cancellationToken: Account.Token))
        {
            kept.Add($"{blob.Name} {blob.Properties.ETag}");
        }

        return kept;
    }
}
