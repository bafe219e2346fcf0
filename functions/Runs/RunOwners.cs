using System.Collections.Concurrent;
using System.Globalization;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>Somebody who may have something that is not over, and the hours that stand for them.</summary>
/// <param name="Compares">Whether it may be a comparison whose cells have still to be queued.</param>
public sealed record RunOwner(string Id, bool Compares, IReadOnlyList<string> Hours);

/// <summary>
/// Who may have runs that are not over: table RunOwners, a partition per hour (UTC) in which runs were started. The sweep looks
/// at these owners alone; a run costs no operation for it but an owner's first of the hour on each instance.
/// </summary>
public sealed class RunOwners(StorageClients storage, TimeProvider clock)
{
    private const string Compares = nameof(RunOwner.Compares);

    private readonly TableClient table = storage.Table(StorageNames.RunOwners);

    /// <summary>Who is marked, and whether as somebody who compares.</summary>
    private readonly ConcurrentDictionary<(string Hour, string OwnerId), bool> marked = new();

    /// <summary>Before a run is written, or a comparison's cells: one that gets lost right afterwards must be found.</summary>
    public async Task MarkAsync(string ownerId, CancellationToken cancellationToken, bool compares = false)
    {
        var thisHour = HourBefore(0);
        if (marked.TryGetValue((thisHour, ownerId), out var comparesToo) && (comparesToo || !compares))
        {
            return;
        }

        TableEntity row = new(thisHour, ownerId);
        if (compares)
        {
            row[Compares] = true;
        }

        // Merged: what another instance has marked stays.
        await table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
        foreach (var old in marked.Keys.Where(key => key.Hour != thisHour))
        {
            marked.TryRemove(old, out _);
        }

        marked[(thisHour, ownerId)] = compares;
    }

    public async Task<IReadOnlyCollection<RunOwner>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey", Compares], cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.RowKey).Select(owner => new RunOwner(
            owner.Key, owner.Any(row => row.GetBoolean(Compares) == true), [.. owner.Select(row => row.PartitionKey)]))];
    }

    /// <summary>Of an owner of whom nothing is open: the hours before the last one, in which no run can be about to be written any more.</summary>
    public async Task ForgetAsync(RunOwner owner, CancellationToken cancellationToken)
    {
        foreach (var hour in owner.Hours.Where(hour => string.CompareOrdinal(hour, HourBefore(1)) < 0))
        {
            await table.DeleteEntityAsync(hour, owner.Id, cancellationToken: cancellationToken);
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
