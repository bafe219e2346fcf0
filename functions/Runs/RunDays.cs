using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// The runs of each day, with nothing but what figures are made from. A thousand runs are an operation to read; a day that is over is
/// therefore kept in a row of its own, and a month of days is one operation as well. A run may still change after its day, by a late
/// cost or by being deleted: whoever changes it has the day forgotten in the same transaction, and the next to ask reads it anew.
/// </summary>
public sealed class RunDays(StorageClients storage, TimeProvider clock)
{
    /// <summary>So many runs are read from their own rows before it is left to the next request to read on.</summary>
    private const int MostRead = 2_000;

    private static readonly string[] Keys = [nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey)];

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>Whole days, the last one first. They end early where there is more to read than one request should.</summary>
    public async IAsyncEnumerable<MeasuredDay> ReadAsync(string ownerId, DateOnly first, DateOnly last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await FindAsync(ownerId, first, last, cancellationToken);
        List<MeasuredDay> over = [];
        for (var day = last; ; day = day.AddDays(-1))
        {
            if (IsKept(day))
            {
                yield return KeptDay.Unpack(rows[day]);
            }
            else if (HasReadEnough())
            {
                break;
            }
            else
            {
                await foreach (var measured in ReadRowsAsync(ownerId, FirstOfGap(day), day, cancellationToken))
                {
                    day = measured.Day;
                    yield return measured;
                    if (IsOver(measured))
                    {
                        over.Add(measured);
                    }

                    if (HasReadEnough())
                    {
                        break;
                    }
                }
            }

            if (day == first)
            {
                break;
            }
        }

        await KeepAsync(ownerId, over, rows, cancellationToken);

        // Of today there is always something new to read: only what need not be read again is held against the request.
        bool HasReadEnough() => over.Sum(day => day.Runs.Count) >= MostRead;

        bool IsKept(DateOnly day) => rows.TryGetValue(day, out var row) && KeptDay.IsWhole(row);

        DateOnly FirstOfGap(DateOnly day)
        {
            while (day > first && !IsKept(day.AddDays(-1)))
            {
                day = day.AddDays(-1);
            }

            return day;
        }
    }

    /// <summary>Will nothing happen in it by itself any more?</summary>
    private bool IsOver(MeasuredDay day) => day.Day < MeasuredDay.DayOf(clock.GetUtcNow() - RunCounts.Settled) && day.Runs.All(run => run.IsOver);

    /// <summary>What has to happen along with a change of these runs.</summary>
    internal IEnumerable<TableTransactionAction> ActionsToForget(IEnumerable<Run> runs)
    {
        var today = MeasuredDay.DayOf(clock.GetUtcNow());
        return runs.Where(run => run.IsFinished).Select(run => (run.OwnerId, Day: MeasuredDay.DayOf(run.Id))).Distinct().Where(each => each.Day < today)
            .Select(each => new TableTransactionAction(TableTransactionActionType.UpsertReplace, KeptDay.Forgotten(each.OwnerId, each.Day)));
    }

    /// <summary>Forgets all days, of everybody or the one who is named: rows that were copied while runs changed may disagree.</summary>
    public async Task ForgetAllAsync(string? ownerId, CancellationToken cancellationToken)
    {
        var filter = ownerId is null
            ? TableClient.CreateQueryFilter($"RowKey ge {KeptDay.Prefix} and RowKey lt {RowKeys.After(KeptDay.Prefix)}")
            : RowKeys.Range(ownerId, KeptDay.Prefix);
        var days = await table.QueryAsync<TableEntity>(filter, select: Keys, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        foreach (var owner in days.GroupBy(row => row.PartitionKey, row => row.RowKey))
        {
            await PartitionRows.RemoveAsync(table, owner.Key, owner, cancellationToken);
        }
    }

    private async Task<Dictionary<DateOnly, TableEntity>> FindAsync(string ownerId, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var range = RowKeys.Range(ownerId, KeptDay.KeyOf(first), RowKeys.After(KeptDay.KeyOf(last)));
        return await table.QueryAsync<TableEntity>(range, cancellationToken: cancellationToken).ToDictionaryAsync(KeptDay.DayOf, cancellationToken: cancellationToken);
    }

    private async IAsyncEnumerable<MeasuredDay> ReadRowsAsync(
        string ownerId, DateOnly first, DateOnly last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NewestFirstList<RunRow> list = new(table, ownerId, RunRow.Prefix, MeasuredRun.Columns, null, KeyRange.Of(RunRow.Prefix, first, last));
        var day = last;
        List<MeasuredRun> runs = [];
        await foreach (var row in list.ReadAllAsync(cancellationToken))
        {
            for (var dayOfRow = MeasuredDay.DayOf(row.RunId); dayOfRow < day; day = day.AddDays(-1))
            {
                yield return new(day, runs);
                runs = [];
            }

            runs.Add(MeasuredRun.Of(row));
        }

        yield return new(day, runs);
        while (day > first)
        {
            day = day.AddDays(-1);
            yield return new(day, []);
        }
    }

    /// <summary>Keeps days that are over, unless something has happened since they were read.</summary>
    private async Task KeepAsync(
        string ownerId, IReadOnlyList<MeasuredDay> days, IReadOnlyDictionary<DateOnly, TableEntity> before, CancellationToken cancellationToken)
    {
        // An account without runs may be one that is being deleted: nothing is written for it.
        if (days.All(day => day.Runs.Count == 0))
        {
            return;
        }

        var actions = days.Select(day => KeptDay.TryPack(ownerId, day) is not { } row ? null
                : before.TryGetValue(day.Day, out var known) ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, known.ETag)
                : new(TableTransactionActionType.Add, row))
            .OfType<TableTransactionAction>();
        foreach (var some in actions.Chunk(StorageLimits.MaxTransactionRows))
        {
            try
            {
                await table.SubmitTransactionAsync(some, cancellationToken);
            }
            catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
            {
                // Lost to a change, or to somebody who keeps the same days: the next to ask reads them anew.
            }
        }
    }
}
