using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
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
        return Results.Ok(body switch
        {
            { Variants: { } variants } => await OfAsync(variants, body.Inputs ?? [new()], body.Repeats ?? 1, cancellationToken),
            { PromptId: { } promptId } => await OfAsync(
                [new() { PromptId = promptId, VersionNumber = body.VersionNumber, ModelId = body.ModelId, ModelConfig = body.ModelConfig }],
                [new() { Variables = body.Variables }],
                1,
                cancellationToken),
            _ => await estimates.OfAsync(TextOf(body), body.Variables, cancellationToken),
        });
    }

    private async Task<EstimateResponse> OfAsync(
        IReadOnlyList<VariantRequest> variants, IReadOnlyList<InputRequest> inputs, int repeats, CancellationToken cancellationToken) =>
        await estimates.OfAsync(await preparation.PlanAsync(caller.Id, variants, inputs, repeats, cancellationToken), cancellationToken);

    private static RunVariant TextOf(EstimateRequest body) => RunPreparation.VariantOf(
        new(Guid.Empty, "", Guid.Empty, 0),
        new(body.SystemMessage ?? "", body.UserMessageTemplate ?? "", body.ModelConfig ?? RawJson.EmptyObject),
        body.ModelId,
        null);
}
