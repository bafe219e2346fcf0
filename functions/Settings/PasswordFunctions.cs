using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Auth;
using PromptLab.Platform.Http;

namespace PromptLab.Settings;

public sealed class PasswordFunctions(
    UserStore users, Passwords passwords, PasswordGate gate, Sessions sessions, RefreshCookie cookie, CurrentUser caller, TimeProvider clock)
{
    /// <summary>Ends every session but the one whose cookie comes along: whoever knew the old password is out within ten minutes.</summary>
    [Function("ChangePassword")]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/settings/password")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ChangePasswordRequest>(cancellationToken);
        var user = await users.GetAsync(caller.Id, cancellationToken);

        if (ProblemOf(body, user) is { } sentence)
        {
            throw ProblemException.Invalid("new_password", sentence);
        }

        if (await gate.TryAsync(user.Email, body.CurrentPassword!, request, cancellationToken) is null)
        {
            throw ProblemException.Invalid("current_password", "This is not your current password.");
        }

        await users.ReplacePasswordAsync(user.Id, passwords.Hash(body.NewPassword!), clock.GetUtcNow(), cancellationToken);
        await sessions.EndAllAsync(user.Id, cookie.Find(request), cancellationToken);
        return Results.NoContent();
    }

    private static string? ProblemOf(ChangePasswordRequest body, User user) =>
        body.NewPassword == body.CurrentPassword
            ? "This is the password you have now. Choose another one."
            : PasswordRules.FindProblem(body.NewPassword!, user.Email, user.FullName);
}
