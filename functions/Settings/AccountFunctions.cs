using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Auth;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;

namespace PromptLab.Settings;

/// <summary>The account as a whole: it can be taken along, brought in, and ended.</summary>
public sealed class AccountFunctions(
    UserStore users, PasswordGate gate, RefreshCookie cookie, AccountDocument document, IEnumerable<IAccountData> parts, CurrentUser caller, TimeProvider clock)
{
    /// <summary>As much as the worker's web server takes; an account with its history is larger than an ordinary request.</summary>
    private const int MaxDocumentBytes = 30_000_000;

    [Function("ExportAccount")]
    public async Task<IResult> Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/settings/export")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var user = await users.GetAsync(caller.Id, cancellationToken);
        return Results.Stream(
            stream => HttpMethods.IsHead(request.Method) ? Task.CompletedTask : document.WriteAsync(user, stream, request.HttpContext.RequestAborted),
            "application/json",
            $"promptlab-{clock.GetUtcNow():yyyy-MM-dd}.json");
    }

    [Function("ImportAccount")]
    public async Task<IResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/settings/import")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ImportRequest>(cancellationToken, MaxDocumentBytes);
        ImportReport report = new();

        foreach (var part in parts)
        {
            if (body.ItemsOf(part.Name) is { ValueKind: JsonValueKind.Array } items)
            {
                await part.ImportAsync(caller.Id, items, report, cancellationToken);
            }
        }

        return Results.Ok(ImportResponse.From(report));
    }

    [Function("RemoveAccount")]
    public async Task<IResult> Remove(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/settings/account")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<RemoveAccountRequest>(cancellationToken);
        var user = await users.GetAsync(caller.Id, cancellationToken);
        if (await gate.TryAsync(user.Email, body.Password!, request, cancellationToken) is null)
        {
            throw ProblemException.Invalid("password", "This is not the password of this account.");
        }

        // From here on nothing new is begun; whatever breaks off is finished by asking again.
        await users.MarkDeletingAsync(user, cancellationToken);
        foreach (var part in parts)
        {
            await part.RemoveAsync(caller.Id, cancellationToken);
        }

        await users.RemoveAsync(user, cancellationToken);
        cookie.ClearWithAnswers(request.HttpContext.Response);
        return Results.NoContent();
    }
}
