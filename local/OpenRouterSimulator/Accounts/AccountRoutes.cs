using System.Text.Json.Nodes;
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

    private static Task KeyAsync(HttpContext http, KeyLedger ledger)
    {
        var key = ApiKey.Require(http.Request);
        var spent = ledger.Spent(key);
        decimal? limit = key.HasSpentItsLimit ? Math.Max(5, spent) : null;
        var usage = key.HasSpentItsLimit ? limit.GetValueOrDefault() : spent;

        return http.Response.WriteWireAsync(new JsonObject { ["data"] = Describe(key, limit, usage) }, http.RequestAborted);
    }

    private static JsonObject Describe(ApiKey key, decimal? limit, decimal usage) => new()
    {
        ["label"] = key.Label,
        ["limit"] = limit is { } amount ? Number(amount) : null,
        ["limit_remaining"] = limit is null ? null : 0,
        ["limit_reset"] = null,
        ["include_byok_in_limit"] = false,
        ["usage"] = Number(usage),
        ["usage_daily"] = Number(usage),
        ["usage_weekly"] = Number(usage),
        ["usage_monthly"] = Number(usage),
        ["byok_usage"] = 0,
        ["byok_usage_daily"] = 0,
        ["byok_usage_weekly"] = 0,
        ["byok_usage_monthly"] = 0,
        ["is_free_tier"] = key.HasNoCredits,
        ["is_management_key"] = false,
        ["is_provisioning_key"] = false,
        ["creator_user_id"] = key.UserId,
        ["expires_at"] = null,
        ["free_model_daily_requests"] = new JsonObject { ["used"] = 0, ["limit"] = 1000, ["remaining"] = 1000 },
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

    private static Task CreditsAsync(HttpContext http, KeyLedger ledger)
    {
        var key = ApiKey.Require(http.Request);
        var credits = new JsonObject { ["total_credits"] = Number(ledger.Bought(key)), ["total_usage"] = Number(ledger.Spent(key)) };

        return http.Response.WriteWireAsync(new JsonObject { ["data"] = credits }, http.RequestAborted);
    }
}
