using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

public sealed class RunFunctions(
    RunCreation creation, RunStore runs, RunHistory history, AnsweredRequests requests, RunEvents events, OpenStreams streams, CurrentUser caller, TimeProvider clock)
{
    [Function("CreateRun")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/prompts/{promptId}/run")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<CreateRunRequest>(cancellationToken);
        var run = await creation.CreateAsync(caller.Id, promptId, body, request, cancellationToken);
        if (WaitedRun.PatienceOf(request) is { } patience)
        {
            var stored = await runs.GetAsync(caller.Id, run.Id.ToString(), cancellationToken);
            return new WaitedRun(leaving => events.ListenAsync(stored, RunPosition.From(null), leaving), runs, stored, patience, clock);
        }

        return Results.Accepted($"/api/runs/{run.Id}/", RunResponse.From(run));
    }

    [Function("ListRuns")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/runs")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Results.Ok(await history.ListAsync(caller.Id, RunFilter.Read(request.Query), request, cancellationToken));

    [Function("GetRun")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/runs/{runId}")] HttpRequest request,
        string runId,
        CancellationToken cancellationToken)
    {
        var row = await runs.GetRowAsync(caller.Id, runId, cancellationToken);
        return row.ToListedRun().IsFinished ? await RevalidatedAnswer.Of(request, ReadAsync, row.ETag) : Results.Ok(await ReadAsync());

        async Task<RunResponse> ReadAsync() => RunResponse.From((await runs.StoredOfAsync(row, cancellationToken)).Run);
    }

    /// <summary>What OpenRouter was sent, as it was sent.</summary>
    [Function("GetSentRequest")]
    public async Task<IResult> GetSent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/runs/{runId}/request")] HttpRequest request,
        string runId,
        CancellationToken cancellationToken)
    {
        var run = (await runs.GetAsync(caller.Id, runId, cancellationToken)).Run;
        return run.CalledAt is null
            ? throw ProblemException.Conflict("Nothing was sent to OpenRouter for this run.")
            : Results.Text(ChatRequest.BodyFor(run), "application/json");
    }

    [Function("ListenToRun")]
    public async Task<IResult> Listen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/runs/{runId}/events")] HttpRequest request,
        string runId,
        CancellationToken cancellationToken)
    {
        var stored = await runs.GetAsync(caller.Id, runId, cancellationToken);
        var position = RunPosition.From(request.Headers["Last-Event-ID"]);
        return new EventStream(events.ListenAsync(stored, position, request.HttpContext.RequestAborted), streams.Open(caller.Id), clock);
    }

    [Function("CancelRun")]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/runs/{runId}/cancel")] HttpRequest request,
        string runId,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await runs.GetAsync(caller.Id, runId, cancellationToken);
            if (stored.Run.IsFinished || stored.Run.CancelRequestedAt is not null)
            {
                return Results.Ok(RunResponse.From(stored.Run));
            }

            if (await runs.TryReplaceAsync(stored, stored.Run.RequestCancel(clock.GetUtcNow()), cancellationToken) is { } asked)
            {
                return Results.Ok(RunResponse.From(asked.Run));
            }
        }
    }

    [Function("RemoveRun")]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/runs/{runId}")] HttpRequest request,
        string runId,
        CancellationToken cancellationToken)
    {
        var run = (await runs.GetAsync(caller.Id, runId, cancellationToken)).Run;
        if (!run.IsFinished)
        {
            throw ProblemException.Conflict("The run is not over yet. Cancel it first.");
        }

        await requests.RemoveAsync(StorageNames.Runs, caller.Id, run.RequestKey, run.Id, cancellationToken);
        await runs.RemoveAsync(run, cancellationToken);
        return Results.NoContent();
    }
}
