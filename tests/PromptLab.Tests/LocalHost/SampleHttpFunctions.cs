// A function is an instance method, as in the app.
#pragma warning disable CA1822
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Tests.LocalHost;

public sealed class SampleHttpFunctions
{
    [Function("ListThings")]
    public IResult List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things")] HttpRequest request) => Results.Text("list");

    [Function("CreateThing")]
    public async Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things")] HttpRequest request)
    {
        await Task.Yield();
        return Results.Text("create");
    }

    [Function("ImportThings")]
    public IResult Import([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things/import")] HttpRequest request) => Results.Text("import");

    [Function("GetThing")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "things/{thingId}")] HttpRequest request, string thingId) =>
        Results.Text($"thing {thingId}");

    [Function("GetPart")]
    public IResult GetPart(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{thingId}/parts/{number}")] HttpRequest request,
        Guid thingId,
        int number,
        CancellationToken cancellationToken) =>
        Results.Text($"{thingId} {number} {request.Method} {cancellationToken == request.HttpContext.RequestAborted}");

    [Function("Nameless")]
    public IResult Nameless([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Method);

    [Function("SetsHeader")]
    public IResult SetsHeader([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "own-header")] HttpRequest request)
    {
        request.HttpContext.Response.Headers["X-Sample"] = "the function's";
        return Results.Ok();
    }

    [Function("Breaks")]
    public IResult Break([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "breaks")] HttpRequest request) =>
        throw new InvalidOperationException("a secret");
}

public sealed class SampleCatchAll
{
    [Function("CatchAll")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request, string? path) => Results.Text($"caught {path}");
}
