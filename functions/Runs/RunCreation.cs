using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Runs;

/// <summary>Makes queued runs. A request that calls itself something makes one run, however often it is sent.</summary>
public sealed class RunCreation(
    RunPreparation preparation, RunStore runs, RunRequests requests, RunOwners owners, RunMessages messages, RateLimits limits)
{
    public async Task<Run> CreateAsync(
        string ownerId, string promptId, CreateRunRequest body, HttpRequest request, CancellationToken cancellationToken)
    {
        var key = RequestKey.From(request, promptId, body);
        Run run;
        try
        {
            await limits.TakeRunAsync(ownerId, cancellationToken);
            run = await preparation.PrepareAsync(ownerId, promptId, body, cancellationToken) with { RequestKey = key?.Key, RequestedBy = RunTelemetry.CurrentSpan };
        }
        catch (ProblemException) when (key is not null)
        {
            // What has been answered once is answered again, even if it would be refused by now.
            if (await FindAnsweredAsync(ownerId, key, cancellationToken) is ({ } answered, _))
            {
                return answered;
            }

            throw;
        }

        await owners.MarkAsync(ownerId, cancellationToken);
        AnsweredRequest? forgotten = null;
        while (!await runs.TryAddAsync(run, cancellationToken, key is null ? null : requests.ActionFor(run, key, forgotten)))
        {
            (var answered, forgotten) = key is null ? (null, null) : await FindAnsweredAsync(ownerId, key, cancellationToken);
            if (answered is not null || key is null)
            {
                // Without a key, only a retry inside the storage client can have met the run: it is ours.
                return answered ?? run;
            }
        }

        // The run first: no message ever names a run that is not there. One that gets lost in between is found by the sweep.
        await messages.ExecuteAsync(ownerId, run.Id, RunMessages.HeadStart, cancellationToken);
        return run;
    }

    /// <summary>The run that this request was answered with before; or the memory of it that is too old to count.</summary>
    private async Task<(Run? Run, AnsweredRequest? Forgotten)> FindAnsweredAsync(string ownerId, RequestKey key, CancellationToken cancellationToken)
    {
        if (await requests.FindAsync(ownerId, key.Key, cancellationToken) is not { } earlier)
        {
            return (null, null);
        }

        if (requests.IsForgotten(earlier))
        {
            return (null, earlier);
        }

        if (earlier.Asked != key.Asked)
        {
            throw ProblemException.Conflict("This Idempotency-Key was used for another request in the last 24 hours. Send each request with a key of its own.");
        }

        return ((await runs.GetAsync(ownerId, earlier.RunId.ToString(), cancellationToken)).Run, null);
    }
}
