using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// How many runs an owner has: row "r" of table Runs, just before the runs themselves, says how many lie behind a key. Only what
/// is newer is counted by reading; once that is much, the row moves up.
/// </summary>
public sealed class RunCounts(StorageClients storage, TimeProvider clock)
{
    private const string Row = "r";
    private const string Behind = nameof(Behind);
    private const string Count = nameof(Count);

    /// <summary>So many runs are an operation to count.</summary>
    private const int WorthMoving = 500;

    /// <summary>Among younger runs, or into a day that has just ended, the clock of another instance may still put one.</summary>
    internal static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    private static readonly string[] KeyOnly = [nameof(ITableEntity.RowKey)];

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public async Task<int> CountAsync(string ownerId, CancellationToken cancellationToken)
    {
        var (known, isNew) = await ReadAsync(ownerId, cancellationToken);
        var border = RunRow.Prefix + RowKeys.At((clock.GetUtcNow() - Settled).ToUnixTimeMilliseconds());
        var (young, settled) = (0, 0);
        var unknown = RowKeys.Range(ownerId, RunRow.Prefix, BehindOf(known));
        await foreach (var row in table.QueryAsync<TableEntity>(unknown, select: KeyOnly, cancellationToken: cancellationToken))
        {
            (young, settled) = string.CompareOrdinal(row.RowKey, border) < 0 ? (young + 1, settled) : (young, settled + 1);
        }

        var count = CountOf(known) + settled;
        if (settled >= WorthMoving)
        {
            await TryMoveAsync(new(ownerId, Row) { [Behind] = border, [Count] = count, ETag = known.ETag }, isNew, cancellationToken);
        }

        return count + young;
    }

    /// <summary>What has to happen along with the removal of a run; that fails when somebody counts or removes meanwhile.</summary>
    internal async Task<TableTransactionAction> ActionToRemoveAsync(Run run, CancellationToken cancellationToken)
    {
        var (row, isNew) = await ReadAsync(run.OwnerId, cancellationToken);
        if (string.CompareOrdinal(RunRow.KeyOf(run.Id), BehindOf(row)) >= 0)
        {
            row[Count] = CountOf(row) - 1;
        }

        // Written also where it stays as it is: whoever counts just now has counted this run.
        return isNew ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, row.ETag);
    }

    /// <summary>Runs of any age have come in: the next to ask counts from the beginning.</summary>
    public Task ResetAsync(string ownerId, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(Nothing(ownerId), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The same for everybody, or the one who is named.</summary>
    public async Task ResetAllAsync(string? ownerId, CancellationToken cancellationToken)
    {
        var filter = ownerId is null ? $"RowKey eq '{Row}'" : TableClient.CreateQueryFilter($"PartitionKey eq {ownerId} and RowKey eq {Row}");
        await foreach (var row in table.QueryAsync<TableEntity>(filter, select: [nameof(ITableEntity.PartitionKey)], cancellationToken: cancellationToken))
        {
            await ResetAsync(row.PartitionKey, cancellationToken);
        }
    }

    private async Task<(TableEntity Row, bool IsNew)> ReadAsync(string ownerId, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(ownerId, Row, cancellationToken: cancellationToken);
        return found.HasValue ? (found.Value!, false) : (Nothing(ownerId), true);
    }

    /// <summary>Lost to whoever changes the row first: then it stays behind a little longer.</summary>
    private async Task TryMoveAsync(TableEntity row, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            await (isNew ? table.AddEntityAsync(row, cancellationToken) : table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken));
        }
        catch (RequestFailedException error) when (error.Status is 404 or 409 or 412)
        {
        }
    }

    private static TableEntity Nothing(string ownerId) => new(ownerId, Row) { [Behind] = RowKeys.After(RunRow.Prefix), [Count] = 0 };

    private static string BehindOf(TableEntity row) => row.GetString(Behind);

    private static int CountOf(TableEntity row) => row.GetInt32(Count) ?? 0;
}
