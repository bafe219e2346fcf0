using System.ComponentModel.DataAnnotations;
using PromptLab.Auth;

namespace PromptLab.Settings;

public sealed record SettingsResponse(UserResponse User, bool HasApiKey, string? ApiKeyHint, LimitsResponse Limits);

/// <summary>The limits in USD, null for none, and what has been spent against them (UTC days and months).</summary>
public sealed record LimitsResponse(
    decimal? DailyUsd, decimal? MonthlyUsd, decimal? PerRunUsd, int MaxConcurrentRuns, decimal SpentTodayUsd, decimal SpentThisMonthUsd);

public sealed record ChangeSettingsRequest : IValidatableObject
{
    [StringLength(200, MinimumLength = 1, ErrorMessage = "Use 1 to 200 characters.")]
    public string? FullName { get; init; }

    public ChangeLimitsRequest? Limits { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FullName is not null && string.IsNullOrWhiteSpace(FullName))
        {
            yield return new("Enter your name.", [nameof(FullName)]);
        }

        foreach (var (name, usd) in new[] { (nameof(Limits.DailyUsd), Limits?.DailyUsd), (nameof(Limits.MonthlyUsd), Limits?.MonthlyUsd), (nameof(Limits.PerRunUsd), Limits?.PerRunUsd) })
        {
            if (usd is < 0 or > 1_000_000)
            {
                yield return new("Use an amount from 0 to 1,000,000 USD, or null for no limit.", [$"{nameof(Limits)}.{name}"]);
            }
        }

        if (Limits?.MaxConcurrentRuns is < 1 or > Settings.Limits.MostConcurrentRuns)
        {
            yield return new("Use a whole number from 1 to 64.", [$"{nameof(Limits)}.{nameof(Limits.MaxConcurrentRuns)}"]);
        }
    }
}

/// <summary>All limits at once: one that is left out or null is lifted.</summary>
public sealed record ChangeLimitsRequest(decimal? DailyUsd = null, decimal? MonthlyUsd = null, decimal? PerRunUsd = null, int? MaxConcurrentRuns = null);

public sealed record ChangeApiKeyRequest
{
    [StringLength(300, MinimumLength = 8, ErrorMessage = "An OpenRouter key looks like sk-or-v1-… and is at most 300 characters long.")]
    [RegularExpression(@"^[\x21-\x7e]+$", ErrorMessage = "A key has neither spaces nor special characters.")]
    public string? ApiKey { get; init; }
}

/// <param name="Verified">False when OpenRouter could not be asked; the key is kept all the same.</param>
public sealed record ApiKeyResponse(bool HasApiKey, string? ApiKeyHint, bool Verified);
