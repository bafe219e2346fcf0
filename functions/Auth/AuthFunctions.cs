using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Auth;

public sealed class AuthFunctions(
    UserStore users, Passwords passwords, PasswordGate gate, RateLimits limits,
    Sessions sessions, RefreshCookie cookie, AccessTokens tokens, CurrentUser caller, TimeProvider clock)
{
    [Function("Register")]
    public async Task<IResult> Register(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/register")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<RegisterRequest>(cancellationToken);
        await limits.TakeRegistrationAsync(request, cancellationToken);
        var now = clock.GetUtcNow();
        User user = new(Guid.CreateVersion7(now), body.Email!.Trim(), body.FullName!.Trim(), passwords.Hash(body.Password!), now, now);

        if (!await users.TryAddAsync(user, cancellationToken))
        {
            throw ProblemException.EmailTaken();
        }

        return Results.Created("/api/auth/me/", await StartSessionAsync(user, request, cancellationToken));
    }

    [Function("Login")]
    public async Task<IResult> Login(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/login")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<LoginRequest>(cancellationToken);
        var user = await gate.TryAsync(body.Email!, body.Password!, request, cancellationToken) ?? throw ProblemException.InvalidCredentials();

        await sessions.RemoveOverAsync(user.Id, cancellationToken);
        return Results.Ok(await StartSessionAsync(user, request, cancellationToken));
    }

    [Function("Refresh")]
    public async Task<IResult> Refresh(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/refresh")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (cookie.Read(request) is not { } token || await sessions.RotateAsync(token, cancellationToken) is not { } next)
        {
            cookie.Clear(request.HttpContext.Response);
            throw ProblemException.NotSignedIn("The session has ended.");
        }

        cookie.Set(request.HttpContext.Response, next);
        return Results.Ok(new AccessResponse(tokens.IssueFor(next.UserId.ToString())));
    }

    [Function("Logout")]
    public async Task<IResult> Logout(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/logout")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        if (cookie.Read(request) is { } token)
        {
            await sessions.EndAsync(token, cancellationToken);
        }

        cookie.ClearWithAnswers(request.HttpContext.Response);
        return Results.NoContent();
    }

    /// <summary>Signs out everywhere. Access tokens that are out are not asked for in storage: they end within their ten minutes.</summary>
    [Function("EndSessions")]
    public async Task<IResult> EndSessions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/auth/sessions")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        await sessions.EndAllAsync(Guid.Parse(caller.Id), butThis: null, cancellationToken);

        cookie.ClearWithAnswers(request.HttpContext.Response);
        return Results.NoContent();
    }

    [Function("GetMe")]
    public async Task<IResult> Me(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/auth/me")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Results.Ok(UserResponse.From(await users.GetAsync(caller.Id, cancellationToken)));

    private async Task<SessionResponse> StartSessionAsync(User user, HttpRequest request, CancellationToken cancellationToken)
    {
        var token = await sessions.StartAsync(user.Id, cancellationToken);

        // Asked once the session is there: a change of password or a deletion since then finds the session and ends it; one before is seen here.
        if (!await users.StillStandsAsync(user, cancellationToken))
        {
            await sessions.EndAsync(token, CancellationToken.None);
            throw ProblemException.InvalidCredentials();
        }

        cookie.Set(request.HttpContext.Response, token);
        return new(UserResponse.From(user), tokens.IssueFor(user.Id.ToString()));
    }
}
