using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Comparisons.Cells;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Marks;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;
using PromptLab.Runs;

namespace PromptLab.Comparisons;

public sealed class ComparisonFunctions(
    ComparisonCreation creation, ComparisonStore comparisons, OpenRuns open, CellReader cells, PendingCells pendingCells, MarkStore marks, AnsweredRequests requests,
    CellStarts starts, CurrentUser caller, TimeProvider clock)
{
    [Function("CreateComparison")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/comparisons")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<CreateComparisonRequest>(cancellationToken);
        var comparison = await creation.CreateAsync(caller.Id, body, request, cancellationToken);
        starts.Begin(comparison);
        return Results.Accepted($"/api/comparisons/{comparison.Id}/", ComparisonResponse.From(comparison));
    }

    [Function("ListComparisons")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/comparisons")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var openCells = await open.ListAsync(caller.Id, cancellationToken).Where(run => run.ComparisonId is not null)
            .GroupBy(run => run.ComparisonId!.Value).ToDictionaryAsync(group => group.Key, group => group.Count(), cancellationToken: cancellationToken);
        return Results.Ok(await comparisons.ListAsync(caller.Id, request, openCells, cancellationToken));
    }

    [Function("ChangeComparison")]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/comparisons/{comparisonId}")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ChangeComparisonRequest>(cancellationToken);
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var stored = await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken);
            var changed = stored.Comparison with
            {
                Name = body.Name ?? stored.Comparison.Name,
                Checks = body.Checks is null ? stored.Comparison.Checks : CheckRules.ToChecks(body.Checks),
                UpdatedAt = clock.GetUtcNow(),
            };
            if (await comparisons.TryReplaceAsync(stored, changed, cancellationToken))
            {
                return Results.Ok(ComparisonResponse.From(changed));
            }
        }
    }

    /// <summary>The runs stay in the history: what was paid for is never thrown away by the way.</summary>
    [Function("RemoveComparison")]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/comparisons/{comparisonId}")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        if ((await cells.ReadAsync(comparison, cancellationToken)).Cells.Any(cell => cell.IsOpen))
        {
            throw ProblemException.Conflict("The comparison is not over yet. Cancel it first.");
        }

        await requests.RemoveAsync(StorageNames.Comparisons, caller.Id, comparison.RequestKey, comparison.Id, cancellationToken);
        await marks.RemoveAsync(comparison, cancellationToken);
        await comparisons.RemoveAsync(comparison, cancellationToken);
        await pendingCells.RemoveAsync(caller.Id, comparison.Id, cancellationToken);
        return Results.NoContent();
    }
}
