using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Comparisons.Cells;

/// <summary>What is done to all cells of a comparison at once.</summary>
public sealed class CellFunctions(
    ComparisonStore comparisons, CellStops stops, CellStarts starts, CellEvents events, OpenStreams streams, CurrentUser caller, TimeProvider clock)
{
    [Function("CancelComparison")]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/comparisons/{comparisonId}/cancel")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        return Results.Ok(new CellsResponse(await stops.CancelAsync(comparison, cancellationToken)));
    }

    [Function("ResumeComparison")]
    public async Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/comparisons/{comparisonId}/resume")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        var resumed = await stops.ResumeAsync(comparison, cancellationToken);
        starts.Begin(comparison);
        return Results.Accepted($"/api/comparisons/{comparison.Id}/", new CellsResponse(resumed));
    }

    [Function("ListenToComparison")]
    public async Task<IResult> Listen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/comparisons/{comparisonId}/events")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        return new EventStream(
            events.ListenAsync(comparison, request.Headers["Last-Event-ID"], request.HttpContext.RequestAborted), streams.Open(caller.Id), clock);
    }
}
