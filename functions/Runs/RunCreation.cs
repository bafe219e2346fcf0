using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>Makes queued runs. A request that calls itself something makes one run, however often it is sent.</summary>
public sealed class RunCreation(
    RunPreparation preparation, RunStore runs, AnsweredRequests requests, RunOwners owners, RunMessages messages, RateLimits limits)
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
            if (await requests.FindAsync(StorageNames.Runs, ownerId, key, cancellationToken) is ({ } answered, _))
            {
                return await GetAsync(ownerId, answered, cancellationToken);
            }

            throw;
        }

        await owners.MarkAsync(ownerId, cancellationToken);
        AnsweredRequest? forgotten = null;
        while (!await runs.TryAddAsync(run, cancellationToken, key is null ? null : requests.ActionFor(ownerId, run.Id, key, forgotten)))
        {
            (var answered, forgotten) = key is null ? (null, null) : await requests.FindAsync(StorageNames.Runs, ownerId, key, cancellationToken);
            if (answered is not null || key is null)
            {
                // Without a key, only a retry inside the storage client can have met the run: it is ours.
                return answered is { } id ? await GetAsync(ownerId, id, cancellationToken) : run;
            }
        }

        // The run first: no message ever names a run that is not there. One that gets lost in between is found by the sweep.
        await messages.ExecuteAsync(ownerId, run.Id, RunMessages.HeadStart, cancellationToken);
        return run;
    }

    private async Task<Run> GetAsync(string ownerId, Guid runId, CancellationToken cancellationToken) =>
        (await runs.GetAsync(ownerId, runId.ToString(), cancellationToken)).Run;
}
