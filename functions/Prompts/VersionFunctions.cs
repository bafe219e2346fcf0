using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

public sealed class VersionFunctions(PromptStore prompts, VersionStore versions, CurrentUser caller, TimeProvider clock)
{
    [Function("ListVersions")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var (prompt, _, _) = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
        var page = await versions.ListAsync(prompt, request, cancellationToken);
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
        CancellationToken cancellationToken)
    {
        var row = await versions.GetRowAsync(caller.Id, promptId, number, cancellationToken);
        return await RevalidatedAnswer.Of(request, async () => VersionResponse.From(await versions.OfAsync(row, cancellationToken)), row.ETag);
    }

    [Function("DiffVersions")]
    public async Task<IResult> Diff(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions/{from}/diff/{to}")] HttpRequest request,
        string promptId,
        string from,
        string to,
        CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(new[] { from, to }.Select(number => versions.GetRowAsync(caller.Id, promptId, number, cancellationToken)));
        return await RevalidatedAnswer.Of(request, ReadAsync, rows[0].ETag, rows[1].ETag);

        async Task<VersionDiff> ReadAsync()
        {
            var both = await Task.WhenAll(rows.Select(row => versions.OfAsync(row, cancellationToken)));
            return VersionDiff.Between(both[0], both[1]);
        }
    }
}
