using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

public sealed class VersionFunctions(PromptStore prompts, CurrentUser caller, TimeProvider clock)
{
    [Function("ListVersions")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var (prompt, _, _) = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
        var page = await prompts.ListVersionsAsync(prompt, request, cancellationToken);
        return Results.Ok(page.Select(VersionResponse.From));
    }

    [Function("SaveVersion")]
    public async Task<IResult> Save(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/prompts/{promptId}/versions")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<SaveVersionRequest>(cancellationToken);
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var stored = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
            stored.Prompt.RequireMatch(request);
            if (stored.Latest.Content == body.Content)
            {
                request.HttpContext.Response.Headers.ETag = stored.Prompt.ETag;
                return Results.Ok(VersionResponse.From(stored.Latest));
            }

            var library = await prompts.GetLibraryAsync(caller.Id, cancellationToken);
            var at = library.Next(clock.GetUtcNow());
            var version = PromptVersion.Of(stored.Prompt.Id, caller.Id, stored.Prompt.VersionsCount + 1, body.Content, body.Note ?? "", at);
            var changed = stored.Prompt.WithVersion(version, at);

            if (await prompts.TryAddVersionAsync(library, stored, changed, version, cancellationToken))
            {
                request.HttpContext.Response.Headers.ETag = changed.ETag;
                return Results.Created($"/api/prompts/{version.PromptId}/versions/{version.Number}/", VersionResponse.From(version));
            }
        }
    }

    [Function("GetVersion")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions/{number}")] HttpRequest request,
        string promptId,
        string number,
        CancellationToken cancellationToken) =>
        Results.Ok(VersionResponse.From(await prompts.GetVersionAsync(caller.Id, promptId, number, cancellationToken)));

    [Function("DiffVersions")]
    public async Task<IResult> Diff(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions/{from}/diff/{to}")] HttpRequest request,
        string promptId,
        string from,
        string to,
        CancellationToken cancellationToken)
    {
        var before = prompts.GetVersionAsync(caller.Id, promptId, from, cancellationToken);
        var after = prompts.GetVersionAsync(caller.Id, promptId, to, cancellationToken);
        await Task.WhenAll(before, after);

        return Results.Ok(VersionDiff.Between(await before, await after));
    }
}
