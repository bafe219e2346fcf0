namespace PromptLab.Runs;

/// <summary>
/// What runs cost and how long they took, by day and by version and model. It is worked out from the runs themselves: nothing
/// that was added up before could disagree with them.
/// </summary>
public static class RunAnalytics
{
    private const int MostGroups = 100;

    /// <param name="days">All days until the first, the last one first; those that end early are what is counted.</param>
    public static async Task<RunAnalyticsResponse> OfAsync(
        IAsyncEnumerable<MeasuredDay> days, RunFilter filter, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        RunTally total = new();
        List<DayFigures> figures = [];
        Dictionary<(Guid, int, string), (string PromptName, RunTally Tally)> groups = [];
        await foreach (var (day, runs) in days.WithCancellation(cancellationToken))
        {
            RunTally ofDay = new();
            foreach (var run in runs.Where(filter.Means))
            {
                total.Add(run);
                ofDay.Add(run);
                // The newest run tells the prompt's name.
                Of(groups, (run.PromptId, run.VersionNumber, run.ModelId), () => (run.PromptName, new())).Tally.Add(run);
            }

            figures.Add(new(day, ofDay.ToFigures()));
        }

        var counted = figures[^1].Day;
        figures.Reverse();
        return new(
            first, last, counted == first ? null : new DateTimeOffset(counted, TimeOnly.MinValue, TimeSpan.Zero), total.ToFigures(), figures,
            [.. groups.OrderByDescending(group => group.Value.Tally.Runs).Take(MostGroups).Select(group =>
                new RunGroup(group.Key.Item1, group.Value.PromptName, group.Key.Item2, group.Key.Item3, group.Value.Tally.ToFigures()))],
            Math.Max(0, groups.Count - MostGroups));
    }

    private static TValue Of<TKey, TValue>(Dictionary<TKey, TValue> all, TKey key, Func<TValue> make)
        where TKey : notnull => all.TryGetValue(key, out var known) ? known : all[key] = make();
}
