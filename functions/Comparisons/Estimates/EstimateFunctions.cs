using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Comparisons.Estimates;

public sealed class EstimateFunctions(ComparisonPreparation preparation, CostEstimates estimates, CurrentUser caller)
{
    [Function("EstimateCost")]
    public async Task<IResult> Estimate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/estimates")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<EstimateRequest>(cancellationToken);
        var plan = body.IsRun
            ? await preparation.PlanAsync(
                caller.Id,
                [new() { PromptId = body.PromptId!.Value, VersionNumber = body.VersionNumber, ModelId = body.ModelId, ModelConfig = body.ModelConfig }],
                [new() { Variables = body.Variables }],
                1,
                cancellationToken)
            : await preparation.PlanAsync(caller.Id, body.Variants!, body.Inputs ?? [new()], body.Repeats ?? 1, cancellationToken);
        return Results.Ok(await estimates.OfAsync(plan, cancellationToken));
    }
}
