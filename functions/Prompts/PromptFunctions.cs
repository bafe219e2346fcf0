using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

public sealed class PromptFunctions(PromptStore prompts, CurrentUser caller, TimeProvider clock)
{
    [Function("ListPrompts")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var page = await prompts.ListAsync(caller.Id, PromptSearch.From(request.Query), request, cancellationToken);
        return Results.Ok(page.Select(PromptSummaryResponse.From));
    }

    [Function("CreatePrompt")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/prompts")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<CreatePromptRequest>(cancellationToken);
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var library = await prompts.GetLibraryAsync(caller.Id, cancellationToken);
            var at = library.Next(clock.GetUtcNow());
            var version = PromptVersion.Of(Guid.CreateVersion7(at), caller.Id, 1, body.Content, body.Note ?? "", at);
            Prompt prompt = new(
                version.PromptId, caller.Id, body.Name!.Trim(), body.Description ?? "", TagRules.Tidy(body.Tags), LatestVersion.Of(version), 1, at, at);

            if (await prompts.TryAddAsync(library, prompt, [version], cancellationToken) is not null)
            {
                request.HttpContext.Response.Headers.ETag = prompt.ETag;
                return Results.Created($"/api/prompts/{prompt.Id}/", PromptResponse.From(prompt, version));
            }
        }
    }

    [Function("GetPrompt")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var (prompt, latest, _) = await prompts.GetAsync(caller.Id, promptId, cancellationToken);

        request.HttpContext.Response.Headers.ETag = prompt.ETag;
        return Results.Ok(PromptResponse.From(prompt, latest));
    }

    [Function("ChangePrompt")]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/prompts/{promptId}")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ChangePromptRequest>(cancellationToken);
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var stored = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
            stored.Prompt.RequireMatch(request);
            var library = await prompts.GetLibraryAsync(caller.Id, cancellationToken);
            var changed = stored.Prompt.Changed(library.Next(clock.GetUtcNow())) with
            {
                Name = body.Name?.Trim() ?? stored.Prompt.Name,
                Description = body.Description ?? stored.Prompt.Description,
                Tags = body.Tags is null ? stored.Prompt.Tags : TagRules.Tidy(body.Tags),
            };

            if (await prompts.TryReplaceAsync(library, stored, changed, cancellationToken))
            {
                request.HttpContext.Response.Headers.ETag = changed.ETag;
                return Results.Ok(PromptResponse.From(changed, stored.Latest));
            }
        }
    }

    [Function("RemovePrompt")]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/prompts/{promptId}")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        for (var race = new Race(); ; await race.LoseAsync(cancellationToken))
        {
            var stored = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
            stored.Prompt.RequireMatch(request);
            var library = await prompts.GetLibraryAsync(caller.Id, cancellationToken);

            if (await prompts.TryRemoveAsync(library, stored, clock.GetUtcNow(), cancellationToken))
            {
                return Results.NoContent();
            }
        }
    }
}
