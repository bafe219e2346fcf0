using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// A run that is not over: "o-{run}" in its owner's partition, oldest first, and "o-x{run}" for a comparison's, after all others:
/// somebody waits for a single run. It comes and goes in the transactions that begin and end the run, so that nobody has to search
/// the history for what still needs doing.
/// </summary>
internal sealed class OpenRunRow : ITableEntity
{
    public const string Prefix = "o-";

    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public Guid RunId { get; set; }

    public Guid? ComparisonId { get; set; }

    public bool IsQueued { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public static string KeyOf(Guid runId, Guid? comparisonId) => Prefix + (comparisonId is null ? "" : "x") + runId.ToString("N");

    public static OpenRunRow Of(Run run) => new()
    {
        PartitionKey = run.OwnerId,
        RowKey = KeyOf(run.Id, run.Subject.ComparisonId),
        RunId = run.Id,
        ComparisonId = run.Subject.ComparisonId,
        IsQueued = run.Status is RunStatus.Queued,
        CreatedAt = run.CreatedAt,
    };
}

/// <summary>A run that is queued or running.</summary>
public sealed record OpenRun(Guid RunId, Guid? ComparisonId, bool IsQueued, DateTimeOffset CreatedAt);

/// <summary>The runs of an owner that are not over.</summary>
public sealed class OpenRuns(StorageClients storage)
{
    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>In the order in which they get a place: single runs before those of comparisons, and the oldest first.</summary>
    public IAsyncEnumerable<OpenRun> ListAsync(string ownerId, CancellationToken cancellationToken) =>
        ListAsync(RowKeys.Range(ownerId, OpenRunRow.Prefix), null, cancellationToken);

    /// <summary>Those that wait for a place, in the same order.</summary>
    public ValueTask<List<OpenRun>> ListQueuedAsync(string ownerId, int most, CancellationToken cancellationToken) =>
        ListAsync($"{RowKeys.Range(ownerId, OpenRunRow.Prefix)} and IsQueued eq true", most, cancellationToken).Take(most).ToListAsync(cancellationToken);

    private IAsyncEnumerable<OpenRun> ListAsync(string filter, int? pageSize, CancellationToken cancellationToken) =>
        table.QueryAsync<OpenRunRow>(filter, pageSize, cancellationToken: cancellationToken)
            .Select(row => new OpenRun(row.RunId, row.ComparisonId, row.IsQueued, row.CreatedAt));
}
