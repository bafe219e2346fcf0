using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

public static class TemplateFunctions
{
    [Function("RenderTemplates")]
    public static async Task<IResult> Render(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/templates/render")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<RenderRequest>(cancellationToken);
        PromptTemplates templates = new(body.SystemMessage ?? "", body.UserMessageTemplate ?? "");
        var variables = body.Variables?.Values();
        var (rendered, errors) = templates.Render(variables ?? new Dictionary<string, JsonElement>());

        return Results.Ok(new RenderResponse(
            rendered.SystemMessage, rendered.UserMessage, templates.Variables, [.. errors, .. templates.Lint(variables)]));
    }
}
