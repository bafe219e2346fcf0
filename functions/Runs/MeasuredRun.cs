using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>What one run adds to the figures.</summary>
public sealed record MeasuredRun(
    Guid PromptId, string PromptName, int VersionNumber, string ModelId, Guid? ComparisonId,
    RunStatus Status, bool IsStarted, decimal? TotalCostUsd, int? LatencyMs, int? TimeToFirstTokenMs)
{
    /// <summary>The columns that it is read from.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
        [
            nameof(RunRow.RowKey), nameof(RunRow.RunId), nameof(RunRow.PromptId), nameof(RunRow.PromptName), nameof(RunRow.VersionNumber),
            nameof(RunRow.ModelId), nameof(RunRow.ComparisonId), nameof(RunRow.Status), nameof(RunRow.StartedAt), nameof(RunRow.Outcome),
        ];

    public bool IsOver => Status is not (RunStatus.Queued or RunStatus.Running);

    /// <summary>It may have cost something that nobody has told.</summary>
    public bool IsCostUnknown => IsOver && IsStarted && TotalCostUsd is null;

    internal static MeasuredRun Of(RunRow row)
    {
        var outcome = JsonSerializer.Deserialize<RunOutcome>(row.Outcome, ApiJson.Options)!;
        return new(
            row.PromptId, row.PromptName, row.VersionNumber, row.ModelId, row.ComparisonId,
            Enum.Parse<RunStatus>(row.Status), row.StartedAt is not null, outcome.TotalCostUsd, outcome.LatencyMs, outcome.TimeToFirstTokenMs);
    }
}

/// <summary>All runs of a day of UTC, newest first.</summary>
public sealed record MeasuredDay(DateOnly Day, IReadOnlyList<MeasuredRun> Runs)
{
    /// <summary>By the time in the run's id, as the lists are sorted.</summary>
    internal static DateOnly DayOf(Guid runId) => DayOf(DateTimeOffset.FromUnixTimeMilliseconds(RowKeys.TimeOf(RowKeys.NewestFirst(runId))));

    internal static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
