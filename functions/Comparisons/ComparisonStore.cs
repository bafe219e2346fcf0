using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Comparisons.Checks;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Comparisons;

/// <summary>A comparison, where its plan lies, and the state of its row that a change must still find.</summary>
public sealed record StoredComparison(Comparison Comparison, StoredText Plan, ETag RowETag);

/// <summary>Comparisons in their owner's partition of table Comparisons, their long texts in blobs. Their runs are the runs' own.</summary>
public sealed class ComparisonStore(StorageClients storage, LongTexts texts)
{
    private readonly TableClient table = storage.Table(StorageNames.Comparisons);

    /// <summary>Adds a comparison; false when it, or what comes along with it, is there already.</summary>
    public async Task<bool> TryAddAsync(Comparison comparison, CancellationToken cancellationToken, TableTransactionAction? along = null)
    {
        var plan = await texts.SaveAsync(BlobFolder(comparison.OwnerId, comparison.Id) + "plan", JsonSerializer.Serialize(comparison.Plan, ApiJson.Options), cancellationToken);
        TableTransactionAction add = new(TableTransactionActionType.Add, ComparisonRow.Of(comparison, plan, await SaveChecksAsync(comparison, cancellationToken)));
        try
        {
            await table.SubmitTransactionAsync(along is null ? [add] : [add, along], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException error) when (error.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Replaces what may change; false when the comparison was changed or removed since it was read.</summary>
    public async Task<bool> TryReplaceAsync(StoredComparison stored, Comparison changed, CancellationToken cancellationToken)
    {
        try
        {
            var row = ComparisonRow.Of(changed, stored.Plan, await SaveChecksAsync(changed, cancellationToken));
            await table.UpdateEntityAsync(row, stored.RowETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            return false;
        }
    }

    public async Task<StoredComparison?> FindAsync(string ownerId, Guid comparisonId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<ComparisonRow>(ownerId, ComparisonRow.KeyOf(comparisonId), cancellationToken: cancellationToken);
        return row.HasValue ? await StoredOfAsync(row.Value!, cancellationToken) : null;
    }

    /// <summary>The comparison that the route names; not found when it is absent, somebody else's, or no id at all.</summary>
    public async Task<StoredComparison> GetAsync(string ownerId, string comparisonId, CancellationToken cancellationToken) =>
        (Guid.TryParse(comparisonId, out var id) ? await FindAsync(ownerId, id, cancellationToken) : null) ?? throw ProblemException.NotFound("Comparison");

    public async Task<ListPage<ComparisonSummaryResponse>> ListAsync(
        string ownerId, HttpRequest request, IReadOnlyDictionary<Guid, int> open, CancellationToken cancellationToken)
    {
        NewestFirstList<ComparisonRow> list = new(table, ownerId, ComparisonRow.Prefix, ComparisonRow.ListColumns);
        return (await list.ReadAsync(request, token => list.CountAsync(int.MaxValue, token), cancellationToken)).Select(row => new ComparisonSummaryResponse(
            row.ComparisonId, row.Name, row.Variants, row.Inputs, row.Repeats, row.Variants * row.Inputs * row.Repeats,
            open.GetValueOrDefault(row.ComparisonId), row.CreatedAt, row.UpdatedAt));
    }

    /// <summary>Every comparison, newest first.</summary>
    public async IAsyncEnumerable<Comparison> ReadAllAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<ComparisonRow>(RowKeys.Range(ownerId, ComparisonRow.Prefix), cancellationToken: cancellationToken))
        {
            yield return (await StoredOfAsync(row, cancellationToken)).Comparison;
        }
    }

    public async Task RemoveAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(comparison.OwnerId, ComparisonRow.KeyOf(comparison.Id), ETag.All, cancellationToken);
        await texts.RemoveAsync(BlobFolder(comparison.OwnerId, comparison.Id), cancellationToken);
    }

    public async Task RemoveAllAsync(string ownerId, CancellationToken cancellationToken)
    {
        await PartitionRows.RemoveAllAsync(table, ownerId, cancellationToken);
        await texts.RemoveAsync($"{ownerId}/comparisons/", cancellationToken);
    }

    private async Task<StoredComparison> StoredOfAsync(ComparisonRow row, CancellationToken cancellationToken)
    {
        StoredText storedPlan = new(row.Plan, row.PlanBlob);
        var plan = JsonSerializer.Deserialize<ComparisonPlan>(await texts.ReadAsync(storedPlan, cancellationToken), ApiJson.Options)!;
        var checks = JsonSerializer.Deserialize<List<Check>>(await texts.ReadAsync(new(row.Checks, row.ChecksBlob), cancellationToken), ApiJson.Options)!;
        return new(
            new(row.ComparisonId, row.PartitionKey, row.Name, plan, checks, row.CreatedAt, row.UpdatedAt) { RequestKey = row.RequestKey, BlindKey = row.BlindKey },
            storedPlan,
            row.ETag);
    }

    /// <summary>Each set of checks under a name of its own: the row decides which one counts.</summary>
    private Task<StoredText> SaveChecksAsync(Comparison comparison, CancellationToken cancellationToken) => texts.SaveAsync(
        $"{BlobFolder(comparison.OwnerId, comparison.Id)}checks-{Guid.NewGuid():N}", JsonSerializer.Serialize(comparison.Checks, ApiJson.Options), cancellationToken);

    private static string BlobFolder(string ownerId, Guid comparisonId) => $"{ownerId}/comparisons/{comparisonId:N}/";
}
