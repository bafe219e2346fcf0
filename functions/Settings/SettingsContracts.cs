using System.ComponentModel.DataAnnotations;
using PromptLab.Auth;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Settings;

/// <param name="ConnectUrl">Where a person lets PromptLab have a key of their OpenRouter account.</param>
public sealed record SettingsResponse(UserResponse User, bool HasApiKey, string? ApiKeyHint, string ConnectUrl, LimitsResponse Limits);

/// <summary>The limits in USD, null for none, and what has been spent against them (UTC days and months).</summary>
public sealed record LimitsResponse(
    decimal? DailyUsd, decimal? MonthlyUsd, decimal? PerRunUsd, int MaxConcurrentRuns, decimal SpentTodayUsd, decimal SpentThisMonthUsd);

public sealed record ChangeSettingsRequest : IValidatableObject
{
    [StringLength(200, MinimumLength = 1, ErrorMessage = "Use 1 to 200 characters.")]
    public string? FullName { get; init; }

    /// <summary>The limits to change; one that is left out stays as it is.</summary>
    public RawJson? Limits { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        FullName is not null && string.IsNullOrWhiteSpace(FullName) ? [new("Enter your name.", [nameof(FullName)])] : [];
}

/// <summary>All limits, as a change leaves them; null lifts one.</summary>
public sealed record LimitsRequest : IValidatableObject
{
    public decimal? DailyUsd { get; init; }

    public decimal? MonthlyUsd { get; init; }

    public decimal? PerRunUsd { get; init; }

    public int? MaxConcurrentRuns { get; init; }

    public Limits ToLimits() => new(DailyUsd, MonthlyUsd, PerRunUsd, MaxConcurrentRuns ?? Limits.DefaultConcurrentRuns);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, usd) in new[] { (nameof(DailyUsd), DailyUsd), (nameof(MonthlyUsd), MonthlyUsd), (nameof(PerRunUsd), PerRunUsd) })
        {
            if (usd is < 0 or > 1_000_000)
            {
                yield return new("Use an amount from 0 to 1,000,000 USD, or null for no limit.", [name]);
            }
        }

        if (MaxConcurrentRuns is < 1 or > Limits.MostConcurrentRuns)
        {
            yield return new($"Use a whole number from 1 to {Limits.MostConcurrentRuns}.", [nameof(MaxConcurrentRuns)]);
        }
    }
}

public sealed record ChangeApiKeyRequest
{
    [StringLength(300, MinimumLength = 8, ErrorMessage = "An OpenRouter key looks like sk-or-v1-… and is at most 300 characters long.")]
    [RegularExpression(@"^[\x21-\x7e]+$", ErrorMessage = "A key has neither spaces nor special characters.")]
    public string? ApiKey { get; init; }
}

/// <summary>What OpenRouter answers with when a person has let PromptLab have a key: a code, good for one key.</summary>
public sealed record ConnectApiKeyRequest
{
    [Required(ErrorMessage = "Send the code that OpenRouter gave.")]
    [StringLength(500, ErrorMessage = "Use at most 500 characters.")]
    public string? Code { get; init; }

    /// <summary>The secret whose SHA-256 was sent to OpenRouter as code_challenge.</summary>
    [Required(ErrorMessage = "Send the verifier of the code challenge.")]
    [StringLength(128, MinimumLength = 43, ErrorMessage = "Use 43 to 128 characters.")]
    public string? CodeVerifier { get; init; }
}

/// <param name="Verified">False when OpenRouter could not be asked; the key is kept all the same.</param>
public sealed record ApiKeyResponse(bool HasApiKey, string? ApiKeyHint, bool Verified);

/// <summary>What OpenRouter says of the key now. Amounts are USD; what it does not say is null.</summary>
public sealed record ApiKeyFactsResponse(
    string? Label,
    decimal? LimitUsd,
    decimal? LimitRemainingUsd,
    string? LimitReset,
    decimal? UsageUsd,
    decimal? UsageTodayUsd,
    decimal? UsageThisWeekUsd,
    decimal? UsageThisMonthUsd,
    bool? IsFreeTier,
    DateTimeOffset? ExpiresAt,
    FreeRequestsResponse? FreeRequestsToday)
{
    public static ApiKeyFactsResponse From(KeyFacts key) => new(
        key.Label,
        key.Limit,
        key.LimitRemaining,
        key.LimitReset,
        key.Usage,
        key.UsageDaily,
        key.UsageWeekly,
        key.UsageMonthly,
        key.IsFreeTier,
        key.ExpiresAt,
        key.FreeModelDailyRequests is { } free ? new(free.Used, free.Limit) : null);
}

/// <summary>Requests to free models on this UTC day, of the whole OpenRouter account.</summary>
public sealed record FreeRequestsResponse(int? Used, int? Limit);
