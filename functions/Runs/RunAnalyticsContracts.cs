namespace PromptLab.Runs;

/// <summary>Figures of the runs of some days. Where there is more to read than one request should, the last days are counted, back to <paramref name="CountedFrom"/>.</summary>
public sealed record RunAnalyticsResponse(
    DateOnly From, DateOnly To, DateTimeOffset? CountedFrom, RunFigures Total, IReadOnlyList<DayFigures> Days, IReadOnlyList<RunGroup> Groups, int GroupsLeftOut);

/// <param name="FailureRate">Of those that succeeded or failed; null when none did either.</param>
/// <param name="TotalCostUsd">The sum of what is known; null when nothing is.</param>
/// <param name="UnknownCosts">How many runs may have cost something that nobody told.</param>
/// <param name="LatencyMs">Of those that succeeded; null when none did.</param>
public sealed record RunFigures(
    int Runs, int Succeeded, int Failed, double? FailureRate, decimal? TotalCostUsd, int UnknownCosts, Percentiles? LatencyMs, Percentiles? TimeToFirstTokenMs);

public sealed record Percentiles(int P50, int P90, int P95, int P99);

public sealed record DayFigures(DateOnly Day, RunFigures Figures);

/// <summary>The runs of one version on one model.</summary>
public sealed record RunGroup(Guid PromptId, string PromptName, int VersionNumber, string ModelId, RunFigures Figures);
