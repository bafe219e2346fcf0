// A function is an instance method, as in the app.
#pragma warning disable CA1822
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Tests.LocalHost;

public sealed class PostOnly
{
    [Function("PostOnly")]
    public IResult Post([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "post-only")] HttpRequest request) => Results.Ok();
}

public sealed class PostAndPut
{
    [Function("PostAndPut")]
    public IResult Post([HttpTrigger(AuthorizationLevel.Anonymous, "PUT", "POST", Route = "/Post-Only/")] HttpRequest request) => Results.Ok();
}

public sealed class SameNameAsPostOnly
{
    [Function("PostOnly")]
    public IResult Post([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "elsewhere")] HttpRequest request) => Results.Ok();
}

public sealed class TakesAdminRoute
{
    [Function("TakesAdminRoute")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/things")] HttpRequest request) => Results.Ok();
}

public sealed class TakesRuntimeRoute
{
    [Function("TakesRuntimeRoute")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runtime")] HttpRequest request) => Results.Ok();
}

public sealed class AsksForWhatIsNotInTheRoute
{
    [Function("AsksForWhatIsNotInTheRoute")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequest request, string thingId) => Results.Ok(thingId);
}

public sealed class ReturnsAPlainValue
{
    [Function("ReturnsAPlainValue")]
    public Task<string> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things")] HttpRequest request) => Task.FromResult("");
}

public sealed class HasNoTrigger
{
    [Function("HasNoTrigger")]
    public Task Run(string message) => Task.CompletedTask;
}
