using System.ComponentModel.DataAnnotations;
using PromptLab.Auth;
using PromptLab.Platform.Json;

namespace PromptLab.Settings;

public sealed record SettingsResponse(UserResponse User, bool HasApiKey, string? ApiKeyHint, LimitsResponse Limits);

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

/// <param name="Verified">False when OpenRouter could not be asked; the key is kept all the same.</param>
public sealed record ApiKeyResponse(bool HasApiKey, string? ApiKeyHint, bool Verified);
