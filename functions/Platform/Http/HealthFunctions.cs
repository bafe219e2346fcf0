using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Platform.Http;

public sealed class HealthFunctions(TimeProvider clock)
{
    [Function("GetHealth")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health")] HttpRequest request) =>
        Results.Ok(new { status = "ok", now = clock.GetUtcNow() });
}
