using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Prompts;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Estimates;

public sealed class EstimateFunctions(ComparisonPreparation preparation, CostEstimates estimates, CurrentUser caller)
{
    [Function("EstimateCost")]
    public async Task<IResult> Estimate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/estimates")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<EstimateRequest>(cancellationToken);
        return Results.Ok(await estimates.OfAsync(await PlanAsync(body, cancellationToken), cancellationToken));
    }

    private Task<ComparisonPlan> PlanAsync(EstimateRequest body, CancellationToken cancellationToken) => body switch
    {
        { Variants: { } variants } => preparation.PlanAsync(caller.Id, variants, body.Inputs ?? [new()], body.Repeats ?? 1, cancellationToken),
        { PromptId: { } promptId } => preparation.PlanAsync(
            caller.Id,
            [new() { PromptId = promptId, VersionNumber = body.VersionNumber, ModelId = body.ModelId, ModelConfig = body.ModelConfig }],
            [new() { Variables = body.Variables }],
            1,
            cancellationToken),
        _ => Task.FromResult(PlanOfText(body)),
    };

    /// <summary>A text that belongs to no version yet.</summary>
    private static ComparisonPlan PlanOfText(EstimateRequest body)
    {
        PromptContent content = new(body.SystemMessage ?? "", body.UserMessageTemplate ?? "", body.ModelConfig ?? RawJson.EmptyObject);
        var run = RunPreparation.VariantOf(new(Guid.Empty, "", Guid.Empty, 0), content, body.ModelId, null);
        return new([new($"Unsaved text on {run.ModelId}", run)], [new("Input 1", body.Variables ?? RawJson.EmptyObject)], 1);
    }
}
