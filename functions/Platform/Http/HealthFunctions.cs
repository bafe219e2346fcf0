using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Storage;

namespace PromptLab.Platform.Http;

public sealed class HealthFunctions(StorageClients storage)
{
    private static readonly string Version =
        typeof(HealthFunctions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Well means that storage answers; without it nothing else would.</summary>
    [Function("GetHealth")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        await storage.Table(StorageNames.Users).GetEntityIfExistsAsync<Azure.Data.Tables.TableEntity>("health", "health", cancellationToken: cancellationToken);
        return Results.Ok(new HealthResponse("ok", Version));
    }
}

public sealed record HealthResponse(string Status, string Version);
