using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>What one run adds to the figures.</summary>
public sealed record MeasuredRun(DateTimeOffset At, Guid PromptId, string PromptName, int VersionNumber, string ModelId, RunStatus Status, bool IsStarted, RunOutcome Outcome)
{
    /// <summary>The columns that it is read from.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
        [nameof(RunRow.RowKey), nameof(RunRow.RunId), nameof(RunRow.PromptId), nameof(RunRow.PromptName), nameof(RunRow.VersionNumber), nameof(RunRow.ModelId), nameof(RunRow.Status), nameof(RunRow.StartedAt), nameof(RunRow.Outcome)];

    public bool IsOver => Status is not (RunStatus.Queued or RunStatus.Running);

    /// <summary>It may have cost something that nobody has told.</summary>
    public bool IsCostUnknown => IsOver && IsStarted && Outcome.TotalCostUsd is null;

    /// <summary>The time is that of the key, by which days are told apart.</summary>
    internal static MeasuredRun Of(RunRow row) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(RowKeys.TimeOf(RowKeys.NewestFirst(row.RunId))),
        row.PromptId, row.PromptName, row.VersionNumber, row.ModelId, Enum.Parse<RunStatus>(row.Status), row.StartedAt is not null,
        JsonSerializer.Deserialize<RunOutcome>(row.Outcome, ApiJson.Options)!);
}
