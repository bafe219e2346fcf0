namespace PromptLab.Comparisons.Verdicts;

/// <summary>The smallest value that so many percent of all values do not exceed (nearest rank).</summary>
internal static class Percentile
{
    public static int? Of(IEnumerable<int> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Max(0, (((sorted.Count * percent) + 99) / 100) - 1)];
    }
}
