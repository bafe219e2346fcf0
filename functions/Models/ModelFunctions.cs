using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Models;

public sealed class ModelFunctions(ModelCatalog catalog, CurrentUser caller)
{
    [Function("ListModels")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/models")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (models, isStale) = caller.IsSignedIn ? await catalog.ListAsync(cancellationToken) : (ModelCatalog.BuiltIn, false);
        return Results.Ok(new ModelsResponse([.. models.Select(ModelResponse.From)], isStale));
    }
}
