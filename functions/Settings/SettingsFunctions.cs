using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Auth;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Settings;

public sealed class SettingsFunctions(
    SettingsStore settings, ApiKeys apiKeys, Spending spending, UserStore users, OpenRouterClient openRouter, AccountCheck accounts, CurrentUser caller, TimeProvider clock)
{
    [Function("GetSettings")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/settings")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Results.Ok(await ResponseAsync(cancellationToken));

    [Function("ChangeSettings")]
    public async Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/settings")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<ChangeSettingsRequest>(cancellationToken);
        var user = await users.GetAsync(caller.Id, cancellationToken);

        if (body.Limits is { } limits)
        {
            var kept = (await settings.GetAsync(caller.Id, cancellationToken)).Limits;
            using var changed = JsonDocument.Parse(new RawJson(JsonSerializer.Serialize(kept, ApiJson.Options)).MergedWith(limits).Text);
            await settings.SaveLimitsAsync(caller.Id, RequestJson.Read<LimitsRequest>(changed.RootElement, "limits").ToLimits(), cancellationToken);
        }

        if (body.FullName is { } name)
        {
            await users.ReplaceAsync(user with { FullName = name.Trim(), UpdatedAt = clock.GetUtcNow() }, cancellationToken);
        }

        return Results.Ok(await ResponseAsync(cancellationToken));
    }

    [Function("ChangeApiKey")]
    public async Task<IResult> ChangeApiKey(
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

    private async Task<SettingsResponse> ResponseAsync(CancellationToken cancellationToken)
    {
        var user = users.GetAsync(caller.Id, cancellationToken);
        var kept = settings.GetAsync(caller.Id, cancellationToken);
        var spent = spending.GetAsync(caller.Id, cancellationToken);
        await Task.WhenAll(user, kept, spent);

        var (envelope, hint, limits) = await kept;
        var (today, thisMonth) = (await spent).Ledger.SpentAt(clock.GetUtcNow());
        return new(
            UserResponse.From(await user),
            envelope is not null,
            hint,
            new(limits.DailyUsd, limits.MonthlyUsd, limits.PerRunUsd, limits.MaxConcurrentRuns, today, thisMonth));
    }
}
