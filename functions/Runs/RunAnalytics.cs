namespace PromptLab.Runs;

/// <summary>
/// What runs cost and how long they took, by day and by version and model. It is worked out from the rows themselves, newest
/// first and not more than <see cref="MostRuns"/> of them, so that the work has an end whatever is asked for.
/// </summary>
public static class RunAnalytics
{
    public const int MostRuns = 20_000;

    private const int MostGroups = 100;

    /// <param name="runs">The runs of these days, newest first.</param>
    public static async Task<RunAnalyticsResponse> OfAsync(IAsyncEnumerable<MeasuredRun> runs, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        RunTally total = new();
        Dictionary<DateOnly, RunTally> days = [];
        Dictionary<(Guid, int, string), (string PromptName, RunTally Tally)> groups = [];
        MeasuredRun? oldest = null;
        DateTimeOffset? countedFrom = null;

        await foreach (var run in runs.WithCancellation(cancellationToken))
        {
            if (total.Runs == MostRuns)
            {
                countedFrom = oldest!.At;
                break;
            }

            oldest = run;
            total.Add(run);
            Of(days, DayOf(run.At), () => new()).Add(run);
            // The newest run tells the prompt's name.
            Of(groups, (run.PromptId, run.VersionNumber, run.ModelId), () => (run.PromptName, new())).Tally.Add(run);
        }

        return new(
            first, last, countedFrom, total.ToFigures(),
            [.. DaysFrom(countedFrom is { } begin ? DayOf(begin) : first, last).Select(day => new DayFigures(day, (days.GetValueOrDefault(day) ?? new()).ToFigures()))],
            [.. groups.OrderByDescending(group => group.Value.Tally.Runs).Take(MostGroups).Select(group =>
                new RunGroup(group.Key.Item1, group.Value.PromptName, group.Key.Item2, group.Key.Item3, group.Value.Tally.ToFigures()))],
            Math.Max(0, groups.Count - MostGroups));
    }

    private static TValue Of<TKey, TValue>(Dictionary<TKey, TValue> all, TKey key, Func<TValue> make)
        where TKey : notnull => all.TryGetValue(key, out var known) ? known : all[key] = make();

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static IEnumerable<DateOnly> DaysFrom(DateOnly first, DateOnly last) =>
        Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays);
}
