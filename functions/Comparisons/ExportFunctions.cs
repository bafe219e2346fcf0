using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Comparisons;

public sealed class ExportFunctions(ComparisonStore comparisons, ComparisonExport export, CurrentUser caller)
{
    [Function("ExportComparison")]
    public async Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/comparisons/{comparisonId}/export")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        var format = ExportFormat.Read(request.Query, ExportFormat.Csv);
        return Results.Stream(
            stream => HttpMethods.IsHead(request.Method) ? Task.CompletedTask : export.WriteAsync(comparison, format, stream, request.HttpContext.RequestAborted),
            format.MediaType,
            $"comparison-{comparison.Id}.{format.Name}");
    }
}
