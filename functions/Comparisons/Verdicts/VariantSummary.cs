using PromptLab.Comparisons.Cells;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Verdicts;

/// <summary>How long something took: half of the answers took no longer than p50, 95 of a hundred no longer than p95.</summary>
public sealed record Times(int? P50, int? P95)
{
    public static Times Of(IEnumerable<int?> milliseconds)
    {
        int[] told = [.. milliseconds.OfType<int>()];
        return new(Percentile.Of(told, 50), Percentile.Of(told, 95));
    }
}

/// <summary>How one variant did. What counts is the newest run of each cell; what was spent is that of all runs.</summary>
/// <param name="Statuses">Cells by status; those that have none are left out.</param>
/// <param name="Outcomes">Of the cells that are over, the share in each status.</param>
/// <param name="Checks">Of the answers that could be checked, the share that passed; one for each check.</param>
/// <param name="UnknownCosts">Calls whose cost nobody told: the cost is more than is known.</param>
public sealed record VariantSummary(
    IReadOnlyDictionary<string, int> Statuses,
    IReadOnlyDictionary<string, Share> Outcomes,
    Times LatencyMs,
    Times TimeToFirstTokenMs,
    int InputTokens,
    int OutputTokens,
    decimal? CostUsd,
    int UnknownCosts,
    IReadOnlyList<Share?> Checks,
    Share? AllChecks)
{
    /// <summary>One for each variant.</summary>
    public static IReadOnlyList<VariantSummary> Of(Comparison comparison, IReadOnlyList<CellState> cells, IReadOnlyDictionary<Guid, IReadOnlyList<bool?>> results)
    {
        var byVariant = cells.ToLookup(cell => comparison.Plan.PlaceOf(cell.Cell).Variant);
        return [.. Enumerable.Range(0, comparison.Plan.Variants.Count).Select(variant => Of([.. byVariant[variant]], comparison.Checks.Count, results))];
    }

    private static VariantSummary Of(IReadOnlyList<CellState> cells, int checkCount, IReadOnlyDictionary<Guid, IReadOnlyList<bool?>> results)
    {
        var answered = cells.Where(cell => cell.Status is RunStatus.Succeeded).Select(cell => cell.Newest!.Run).ToList();
        var over = cells.Count(cell => !cell.IsOpen);
        var statuses = cells.GroupBy(cell => cell.Status).ToDictionary(group => NameOf(group.Key), group => group.Count());
        var checkedAnswers = answered.Where(run => results.ContainsKey(run.Id)).Select(run => results[run.Id]).ToList();
        var costs = cells.Where(cell => cell.SpentUsd is not null).ToList();
        return new(
            statuses,
            statuses.Where(status => status.Key is not ("queued" or "running")).ToDictionary(status => status.Key, status => Share.Of95(status.Value, over)!),
            Times.Of(answered.Select(run => run.Outcome.LatencyMs)),
            Times.Of(answered.Select(run => run.Outcome.TimeToFirstTokenMs)),
            answered.Sum(run => run.Outcome.InputTokens ?? 0),
            answered.Sum(run => run.Outcome.OutputTokens ?? 0),
            costs.Count > 0 ? costs.Sum(cell => cell.SpentUsd) : null,
            cells.Sum(cell => cell.UnknownCosts),
            [.. Enumerable.Range(0, checkCount).Select(check => ShareOf(checkedAnswers.Select(passed => passed[check])))],
            checkCount == 0 ? null : ShareOf(checkedAnswers.Select(All)));
    }

    private static Share? ShareOf(IEnumerable<bool?> passed)
    {
        var told = passed.OfType<bool>().ToList();
        return Share.Of95(told.Count(each => each), told.Count);
    }

    /// <summary>One that failed decides, whatever the others would say; else each has to be told.</summary>
    private static bool? All(IReadOnlyList<bool?> passed) => passed.Contains(false) ? false : passed.Contains(null) ? null : true;

    private static string NameOf(RunStatus status) => status.ToString().ToLowerInvariant();
}
