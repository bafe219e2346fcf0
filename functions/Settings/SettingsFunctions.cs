using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using PromptLab.Auth;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Settings;

public sealed class SettingsFunctions(
    SettingsStore settings, Spending spending, UserStore users, IOptions<OpenRouterOptions> openRouter, CurrentUser caller, TimeProvider clock)
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
            openRouter.Value.AuthUrl,
            new(limits.DailyUsd, limits.MonthlyUsd, limits.PerRunUsd, limits.MaxConcurrentRuns, today, thisMonth));
    }
}
