using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Platform.Http;

/// <summary>
/// Answers the question that a browser asks before it lets a page of another origin call the API. To the host a verb is part of the
/// route, so this one route has the OPTIONS of all others. On Flex Consumption the host answers by itself, from the app's CORS list.
/// </summary>
public sealed class CorsFunctions(Cors cors)
{
    [Function("AllowOrigin")]
    public IResult Allow([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = "api/{*path}")] HttpRequest request)
    {
        if (!cors.IsWelcome(request))
        {
            throw ProblemException.NotFound("Page");
        }

        Cors.Welcome(request.HttpContext.Response);
        return Results.NoContent();
    }
}
