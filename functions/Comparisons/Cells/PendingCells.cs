using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Comparisons.Cells;

/// <summary>Cells of a comparison that have still to be queued, as they were read; the tag is null where there is no row.</summary>
public sealed record Pending(string OwnerId, Guid ComparisonId, ImmutableSortedSet<int> Cells, ETag? ETag)
{
    public DateTimeOffset? WrittenAt { get; init; }
}

/// <summary>
/// Which cells have still to be queued: row "b-{comparison}" of table Runs, where the transaction that adds the runs takes their
/// cells away. Whatever dies, comes twice or is asked for meanwhile: no cell is queued two times.
/// </summary>
public sealed class PendingCells(StorageClients storage)
{
    private const string Prefix = "b-";

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    /// <summary>All cells of a new comparison.</summary>
    public Task AddAsync(Comparison comparison, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        RowOf(new(comparison.OwnerId, comparison.Id, [.. Enumerable.Range(0, comparison.Plan.CellCount)], null)), TableUpdateMode.Replace, cancellationToken);

    public async Task<Pending> GetAsync(string ownerId, Guid comparisonId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(ownerId, KeyOf(comparisonId), cancellationToken: cancellationToken);
        return row.HasValue ? PendingOf(row.Value!) : new(ownerId, comparisonId, [], null);
    }

    /// <summary>Of each comparison that has some.</summary>
    public async Task<IReadOnlyList<Pending>> ListAsync(string ownerId, CancellationToken cancellationToken) =>
        await table.QueryAsync<TableEntity>(RowKeys.Range(ownerId, Prefix), cancellationToken: cancellationToken)
            .Select(PendingOf).Where(pending => pending.Cells.Count > 0).ToListAsync(cancellationToken);

    /// <summary>False when somebody else has changed them since they were read.</summary>
    public async Task<bool> TryReplaceAsync(Pending pending, ImmutableSortedSet<int> cells, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync([ActionFor(pending, cells)], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>The change's part in a transaction, which fails when the cells are not as they were read.</summary>
    public static TableTransactionAction ActionFor(Pending pending, ImmutableSortedSet<int> cells) => pending.ETag is { } known
        ? new(TableTransactionActionType.UpdateReplace, RowOf(pending with { Cells = cells }), known)
        : new(TableTransactionActionType.Add, RowOf(pending with { Cells = cells }));

    public Task RemoveAsync(string ownerId, Guid comparisonId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(ownerId, KeyOf(comparisonId), cancellationToken: cancellationToken);

    private static string KeyOf(Guid comparisonId) => $"{Prefix}{comparisonId:N}";

    private static Pending PendingOf(TableEntity row) =>
        new(row.PartitionKey, Guid.ParseExact(row.RowKey[Prefix.Length..], "N"), CellsOf(row.GetBinary("Cells")), row.ETag) { WrittenAt = row.Timestamp };

    private static TableEntity RowOf(Pending pending) => new(pending.OwnerId, KeyOf(pending.ComparisonId)) { ["Cells"] = BytesOf(pending.Cells) };

    /// <summary>A bit for each cell.</summary>
    private static byte[] BytesOf(ImmutableSortedSet<int> cells)
    {
        var bytes = new byte[cells.Count == 0 ? 0 : (cells.Max / 8) + 1];
        foreach (var cell in cells)
        {
            bytes[cell / 8] |= (byte)(1 << (cell % 8));
        }

        return bytes;
    }

    private static ImmutableSortedSet<int> CellsOf(byte[] bytes) =>
        [.. Enumerable.Range(0, bytes.Length * 8).Where(cell => (bytes[cell / 8] & (1 << (cell % 8))) != 0)];
}
