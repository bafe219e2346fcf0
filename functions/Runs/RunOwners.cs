using System.Collections.Concurrent;
using System.Globalization;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// Who started runs today and yesterday (UTC): table RunOwners, a partition per day. The sweep looks at these owners alone;
/// a run costs no operation for it but an owner's first of the day on each instance.
/// </summary>
public sealed class RunOwners(StorageClients storage, TimeProvider clock)
{
    private readonly TableClient table = storage.Table(StorageNames.RunOwners);
    private readonly ConcurrentDictionary<(string Day, string OwnerId), bool> marked = new();

    /// <summary>Before a run is written: one that gets lost right afterwards must be found.</summary>
    public async Task MarkAsync(string ownerId, CancellationToken cancellationToken)
    {
        var today = DayBefore(0);
        if (marked.ContainsKey((today, ownerId)))
        {
            return;
        }

        await table.UpsertEntityAsync(new TableEntity(today, ownerId), TableUpdateMode.Replace, cancellationToken);
        foreach (var old in marked.Keys.Where(key => key.Day != today))
        {
            marked.TryRemove(old, out _);
        }

        marked[(today, ownerId)] = true;
    }

    public async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken)
    {
        var yesterday = DayBefore(1);
        return await table.QueryAsync<TableEntity>(row => row.PartitionKey.CompareTo(yesterday) >= 0, select: ["RowKey"], cancellationToken: cancellationToken)
            .Select(row => row.RowKey).ToHashSetAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Forgets the days that no sweep looks at any more.</summary>
    public Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        var yesterday = DayBefore(1);
        return RemoveWhereAsync(TableClient.CreateQueryFilter($"PartitionKey lt {yesterday}"), cancellationToken);
    }

    public Task RemoveAsync(string ownerId, CancellationToken cancellationToken) =>
        RemoveWhereAsync(TableClient.CreateQueryFilter($"RowKey eq {ownerId}"), cancellationToken);

    private async Task RemoveWhereAsync(string filter, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private string DayBefore(int days) => clock.GetUtcNow().AddDays(-days).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
