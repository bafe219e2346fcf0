using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Platform.Http;

/// <summary>Serves the page from the API's own origin. The catch-all gives way to every other route.</summary>
public sealed class SpaFunctions(SpaFiles files)
{
    [Function("GetPage")]
    public IResult Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{*path}")] HttpRequest request,
        string? path)
    {
        // A GET on a POST-only route falls through to here as well.
        if (request.Path.StartsWithSegments("/api") || files.Find(path, request.Headers.AcceptEncoding.ToString()) is not { } file)
        {
            throw ProblemException.NotFound("Page");
        }

        return file.ToResult(request.HttpContext.Response);
    }
}
