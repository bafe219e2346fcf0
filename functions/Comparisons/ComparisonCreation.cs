using Microsoft.AspNetCore.Http;
using PromptLab.Comparisons.Cells;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;
using PromptLab.Runs;

namespace PromptLab.Comparisons;

/// <summary>Makes comparisons. A request that calls itself something makes one, however often it is sent.</summary>
public sealed class ComparisonCreation(
    ComparisonPreparation preparation, ComparisonStore comparisons, PendingCells pending, RunOwners owners, CellFeed feed, AnsweredRequests requests, RateLimits limits)
{
    public async Task<Comparison> CreateAsync(string ownerId, CreateComparisonRequest body, HttpRequest request, CancellationToken cancellationToken)
    {
        var key = RequestKey.From(request, "comparisons", body);
        Comparison comparison;
        try
        {
            await limits.TakeRunAsync(ownerId, cancellationToken);
            comparison = await preparation.PrepareAsync(ownerId, body, cancellationToken) with { RequestKey = key?.Key };
        }
        catch (ProblemException) when (key is not null)
        {
            // What has been answered once is answered again, even if it would be refused by now.
            if (await requests.FindAsync(StorageNames.Comparisons, ownerId, key, cancellationToken) is ({ } answered, _))
            {
                return await GetAsync(ownerId, answered, cancellationToken);
            }

            throw;
        }

        // Before the comparison: one that is there must know which of its cells have still to be run.
        await owners.MarkAsync(ownerId, cancellationToken, compares: true);
        await pending.AddAsync(comparison, cancellationToken);
        AnsweredRequest? forgotten = null;
        while (!await comparisons.TryAddAsync(comparison, cancellationToken, key is null ? null : requests.ActionFor(ownerId, comparison.Id, key, forgotten)))
        {
            (var answered, forgotten) = key is null ? (null, null) : await requests.FindAsync(StorageNames.Comparisons, ownerId, key, cancellationToken);
            if (answered is { } id && id != comparison.Id)
            {
                await pending.RemoveAsync(ownerId, comparison.Id, cancellationToken);
                return await GetAsync(ownerId, id, cancellationToken);
            }

            if (answered is not null || key is null)
            {
                // Only a retry inside the storage client can have met the comparison: it is ours.
                break;
            }
        }

        await feed.AskAsync(ownerId, comparison.Id, CellFeed.HeadStart, cancellationToken);
        return comparison;
    }

    private async Task<Comparison> GetAsync(string ownerId, Guid comparisonId, CancellationToken cancellationToken) =>
        (await comparisons.GetAsync(ownerId, comparisonId.ToString(), cancellationToken)).Comparison;
}
