using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using OpenRouterSimulator.Errors;
using static OpenRouterSimulator.WireJson;

namespace OpenRouterSimulator.Accounts;

/// <summary>What a key may ask about itself.</summary>
public static class AccountRoutes
{
    public static void MapAccounts(this WebApplication app)
    {
        app.MapGet("/api/v1/key", KeyAsync);
        // Gone from the documents, alive in many clients.
        app.MapGet("/api/v1/auth/key", KeyAsync);
        app.MapGet("/api/v1/credits", CreditsAsync);
    }

    private static Task KeyAsync(HttpContext http, KeyLedger ledger, FreeLimits freeLimits)
    {
        var key = ApiKey.Require(http.Request);
        return http.Response.WriteWireAsync(
            new JsonObject { ["data"] = new JsonObject([.. Limits(key, ledger), .. Usage(key, ledger), .. Identity(key, ledger, freeLimits)]) },
            http.RequestAborted);
    }

    private static Dictionary<string, JsonNode?> Limits(ApiKey key, KeyLedger ledger)
    {
        var terms = ledger.Terms(key);
        // A key that is made to fail has spent the limit that it shows.
        var limit = key.HasSpentItsLimit ? Math.Max(5, ledger.Spent(key)) : terms.Limit;
        var remaining = key.HasSpentItsLimit ? 0 : Math.Max(0, (limit ?? 0) - ledger.Spent(key, terms.Resets));

        return new()
        {
            ["label"] = key.Label,
            ["limit"] = limit is { } amount ? Number(amount) : null,
            ["limit_remaining"] = limit is null ? null : Number(remaining),
            ["limit_reset"] = terms.Resets?.ToString().ToLowerInvariant(),
            ["include_byok_in_limit"] = false,
        };
    }

    private static Dictionary<string, JsonNode?> Usage(ApiKey key, KeyLedger ledger)
    {
        decimal Spent(LimitPeriod? period) => key.HasSpentItsLimit ? Math.Max(5, ledger.Spent(key)) : ledger.Spent(key, period);

        var byok = ledger.SpentAtProviders(key);
        return new()
        {
            ["usage"] = Number(Spent(null)),
            ["usage_daily"] = Number(Spent(LimitPeriod.Daily)),
            ["usage_weekly"] = Number(Spent(LimitPeriod.Weekly)),
            ["usage_monthly"] = Number(Spent(LimitPeriod.Monthly)),
            ["byok_usage"] = Number(byok),
            ["byok_usage_daily"] = Number(byok),
            ["byok_usage_weekly"] = Number(byok),
            ["byok_usage_monthly"] = Number(byok),
        };
    }

    private static Dictionary<string, JsonNode?> Identity(ApiKey key, KeyLedger ledger, FreeLimits freeLimits)
    {
        var (used, limit) = (freeLimits.UsedToday(key), freeLimits.PerDay(key));
        return new()
        {
            ["is_free_tier"] = key.HasNeverBought,
            ["is_management_key"] = false,
            ["is_provisioning_key"] = false,
            ["creator_user_id"] = key.UserId,
            ["expires_at"] = ledger.Terms(key).ExpiresAt is { } expiresAt ? Time(expiresAt) : null,
            ["free_model_daily_requests"] = new JsonObject { ["used"] = used, ["limit"] = limit, ["remaining"] = Math.Max(0, limit - used) },
            ["allowed_data_regions"] = new JsonArray("global"),
            ["organization_id"] = null,
            ["workspace_id"] = null,
            ["rate_limit"] = new JsonObject
            {
                ["requests"] = -1,
                ["interval"] = "10s",
                ["note"] = "This field is deprecated and safe to ignore.",
            },
        };
    }

    private static Task CreditsAsync(HttpContext http, KeyLedger ledger, IOptions<SimulatorOptions> options)
    {
        var key = ApiKey.Require(http.Request);
        var (bought, spent) = options.Value.Credits switch
        {
            CreditsAnswer.Forbidden => throw ApiErrors.NotManaging(),
            CreditsAnswer.Zeros => (0m, 0m),
            _ => (ledger.Bought(key), ledger.SpentByAccount(key)),
        };

        var credits = new JsonObject { ["total_credits"] = Number(bought), ["total_usage"] = Number(spent) };
        return http.Response.WriteWireAsync(new JsonObject { ["data"] = credits }, http.RequestAborted);
    }
}
