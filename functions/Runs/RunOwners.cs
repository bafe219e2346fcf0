using System.Collections.Concurrent;
using System.Globalization;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// Who may have runs that are not over: table RunOwners, a partition per hour (UTC) in which runs were started. The sweep looks
/// at these owners alone; a run costs no operation for it but an owner's first of the hour on each instance.
/// </summary>
public sealed class RunOwners(StorageClients storage, TimeProvider clock)
{
    private readonly TableClient table = storage.Table(StorageNames.RunOwners);
    private readonly ConcurrentDictionary<(string Hour, string OwnerId), bool> marked = new();

    /// <summary>Before a run is written: one that gets lost right afterwards must be found.</summary>
    public async Task MarkAsync(string ownerId, CancellationToken cancellationToken)
    {
        var thisHour = HourBefore(0);
        if (marked.ContainsKey((thisHour, ownerId)))
        {
            return;
        }

        await table.UpsertEntityAsync(new TableEntity(thisHour, ownerId), TableUpdateMode.Replace, cancellationToken);
        foreach (var old in marked.Keys.Where(key => key.Hour != thisHour))
        {
            marked.TryRemove(old, out _);
        }

        marked[(thisHour, ownerId)] = true;
    }

    /// <summary>Each owner with the hours that stand for them.</summary>
    public async Task<IReadOnlyCollection<IGrouping<string, string>>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.RowKey, row => row.PartitionKey)];
    }

    /// <summary>Of an owner of whom nothing is open: the hours before the last one, in which no run can be about to be written any more.</summary>
    public async Task ForgetAsync(IGrouping<string, string> owner, CancellationToken cancellationToken)
    {
        foreach (var hour in owner.Where(hour => string.CompareOrdinal(hour, HourBefore(1)) < 0))
        {
            await table.DeleteEntityAsync(hour, owner.Key, cancellationToken: cancellationToken);
        }
    }

    public async Task RemoveAsync(string ownerId, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(row => row.RowKey == ownerId, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private string HourBefore(int hours) => clock.GetUtcNow().AddHours(-hours).UtcDateTime.ToString("yyyy-MM-ddTHH", CultureInfo.InvariantCulture);
}
