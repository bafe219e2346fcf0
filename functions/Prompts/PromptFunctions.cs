using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

public sealed class PromptFunctions(PromptStore prompts, CurrentUser caller, TimeProvider clock)
{
    [Function("ListPrompts")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Results.Ok(await prompts.ListAsync(caller.Id, request.Query["search"], request.Query["tag"], request, cancellationToken));

    [Function("CreatePrompt")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/prompts")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<CreatePromptRequest>(cancellationToken);
        var now = clock.GetUtcNow();
        var version = PromptVersion.Of(Guid.CreateVersion7(now), caller.Id, 1, body.Content, body.Note ?? "", now);
        Prompt prompt = new(
            version.PromptId, caller.Id, body.Name!.Trim(), body.Description ?? "", TagRules.Tidy(body.Tags), LatestVersion.Of(version), 1, now, now);

        await prompts.AddAsync(prompt, version, cancellationToken);

        request.HttpContext.Response.Headers.ETag = prompt.ETag;
        return Results.Created($"/api/prompts/{prompt.Id}/", PromptResponse.From(prompt, version));
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
        while (true)
        {
            var stored = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
            RequirePrecondition(request, stored.Prompt);
            var changed = stored.Prompt.Changed(clock.GetUtcNow()) with
            {
                Name = body.Name?.Trim() ?? stored.Prompt.Name,
                Description = body.Description ?? stored.Prompt.Description,
                Tags = body.Tags is null ? stored.Prompt.Tags : TagRules.Tidy(body.Tags),
            };

            if (await prompts.TryReplaceAsync(stored, changed, cancellationToken))
            {
                request.HttpContext.Response.Headers.ETag = changed.ETag;
                return Results.Ok(PromptResponse.From(changed, stored.Latest));
            }

            await LetOthersFinishAsync(cancellationToken);
        }
    }

    [Function("RemovePrompt")]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/prompts/{promptId}")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        while (!await prompts.TryRemoveAsync(await prompts.GetAsync(caller.Id, promptId, cancellationToken), cancellationToken))
        {
            await LetOthersFinishAsync(cancellationToken);
        }

        return Results.NoContent();
    }

    [Function("ListVersions")]
    public async Task<IResult> ListVersions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken) =>
        Results.Ok(await prompts.ListVersionsAsync(await prompts.GetAsync(caller.Id, promptId, cancellationToken), request, cancellationToken));

    [Function("SaveVersion")]
    public async Task<IResult> SaveVersion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/prompts/{promptId}/versions")] HttpRequest request,
        string promptId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<SaveVersionRequest>(cancellationToken);
        while (true)
        {
            var stored = await prompts.GetAsync(caller.Id, promptId, cancellationToken);
            RequirePrecondition(request, stored.Prompt);
            if (stored.Latest.Content == body.Content)
            {
                request.HttpContext.Response.Headers.ETag = stored.Prompt.ETag;
                return Results.Ok(VersionResponse.From(stored.Latest));
            }

            var now = clock.GetUtcNow();
            var version = PromptVersion.Of(stored.Prompt.Id, caller.Id, stored.Prompt.VersionsCount + 1, body.Content, body.Note ?? "", now);
            var changed = stored.Prompt.WithVersion(version, now);

            if (await prompts.TryAddVersionAsync(stored, changed, version, cancellationToken))
            {
                request.HttpContext.Response.Headers.ETag = changed.ETag;
                return Results.Created($"/api/prompts/{version.PromptId}/versions/{version.Number}/", VersionResponse.From(version));
            }

            await LetOthersFinishAsync(cancellationToken);
        }
    }

    [Function("GetVersion")]
    public async Task<IResult> GetVersion(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/prompts/{promptId}/versions/{number}")] HttpRequest request,
        string promptId,
        string number,
        CancellationToken cancellationToken) =>
        Results.Ok(VersionResponse.From(await prompts.GetVersionAsync(caller.Id, promptId, number, cancellationToken)));

    private static void RequirePrecondition(HttpRequest request, Prompt prompt)
    {
        if (request.Headers.IfMatch is { Count: > 0 } expected && !expected.Contains("*") && !expected.Contains(prompt.ETag))
        {
            throw ProblemException.PreconditionFailed($"The prompt is at version {prompt.VersionsCount} now. Read it again, then decide.");
        }
    }

    /// <summary>A writer that lost a race waits a moment, so that many at once do not lose in turns.</summary>
    private static Task LetOthersFinishAsync(CancellationToken cancellationToken) => Task.Delay(Random.Shared.Next(5, 80), cancellationToken);
}
