using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Settings;

/// <summary>The user's OpenRouter key: typed in, or given out by OpenRouter itself; and what OpenRouter says of it.</summary>
public sealed class ApiKeyFunctions(ApiKeys apiKeys, OpenRouterClient openRouter, AccountCheck accounts, CurrentUser caller)
{
    [Function("GetApiKey")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/settings/api-key")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var apiKey = await apiKeys.GetAsync(caller.Id, cancellationToken);
        return Results.Ok(ApiKeyFactsResponse.From(await AskAsync(() => openRouter.GetKeyAsync(apiKey, cancellationToken))));
    }

    [Function("ChangeApiKey")]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/settings/api-key")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var apiKey = (await request.ReadValidAsync<ChangeApiKeyRequest>(cancellationToken)).ApiKey;
        await accounts.RequireAsync(caller.Id, cancellationToken);
        var verdict = apiKey is null ? KeyVerdict.Unknown : await openRouter.CheckKeyAsync(apiKey, cancellationToken);

        if (verdict is KeyVerdict.Rejected)
        {
            throw ProblemException.ApiKeyRejected("Copy the whole key from your OpenRouter account and save it again. The key you had before is unchanged.");
        }

        var hint = await apiKeys.SaveAsync(caller.Id, apiKey, cancellationToken);
        return Results.Ok(new ApiKeyResponse(apiKey is not null, hint, verdict is KeyVerdict.Accepted));
    }

    [Function("ConnectApiKey")]
    public async Task<IResult> Connect(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/settings/api-key/connect")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ConnectApiKeyRequest>(cancellationToken);
        await accounts.RequireAsync(caller.Id, cancellationToken);

        // A code is good for one key: once it is exchanged, nobody's leaving may lose what came of it.
        var apiKey = await AskAsync(() => openRouter.ExchangeCodeAsync(body.Code!, body.CodeVerifier!, CancellationToken.None));
        var hint = await apiKeys.SaveAsync(caller.Id, apiKey, CancellationToken.None);
        return Results.Ok(new ApiKeyResponse(HasApiKey: true, hint, Verified: true));
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (OpenRouterException error)
        {
            throw error.Code switch
            {
                OpenRouterException.KeyRejected => ProblemException.ApiKeyRejected(error.Message),
                OpenRouterException.ConnectFailed => ProblemException.ConnectFailed(error.Message),
                OpenRouterException.TimedOut => ProblemException.OpenRouterTimeout(error.Message),
                _ => ProblemException.OpenRouterFailed(error.Message),
            };
        }
    }
}
