namespace PromptLab.Settings;

/// <summary>What a user allows to be spent, in USD, and how many runs may go on at once. Null means no limit.</summary>
public sealed record Limits(decimal? DailyUsd, decimal? MonthlyUsd, decimal? PerRunUsd, int MaxConcurrentRuns)
{
    public const int DefaultConcurrentRuns = 8;
    public const int MostConcurrentRuns = 32;

    public static Limits None { get; } = new(null, null, null, DefaultConcurrentRuns);
}
