using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Platform.Http;

/// <summary>The API's contract, for programs and, with the viewer that lies among the page's files, for people.</summary>
public sealed class ApiDocsFunctions(SpaFiles page)
{
    // The build lays the contract beside the assembly, where it is there without a page too.
    private static readonly SpaFiles BesideAssembly = new(AppContext.BaseDirectory);

    [Function("GetOpenApi")]
    public static IResult GetContract(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/openapi.yaml")] HttpRequest request) =>
        Answer(BesideAssembly.Find("openapi.yaml", ""), request);

    [Function("GetApiDocs")]
    public IResult GetViewer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/docs")] HttpRequest request) =>
        Answer(page.Find("docs/index.html", request.Headers.AcceptEncoding.ToString()), request);

    private static IResult Answer(SpaFile? file, HttpRequest request) =>
        file?.ToResult(request.HttpContext.Response) ?? throw ProblemException.NotFound("Page");
}
