using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;

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

        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (file.Encoding is not null)
        {
            headers.ContentEncoding = file.Encoding;
        }

        return Results.File(file.Path, file.ContentType, entityTag: new EntityTagHeaderValue(file.ETag));
    }
}
