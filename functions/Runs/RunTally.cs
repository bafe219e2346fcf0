namespace PromptLab.Runs;

/// <summary>Counts, money and times of some runs, taken one after the other.</summary>
internal sealed class RunTally
{
    private readonly List<int> latencies = [];
    private readonly List<int> firstTokens = [];
    private int succeeded;
    private int failed;
    private int unknownCosts;
    private decimal? cost;

    public int Runs { get; private set; }

    public void Add(MeasuredRun run)
    {
        Runs++;
        unknownCosts += run.IsCostUnknown ? 1 : 0;
        cost = run.TotalCostUsd is { } told ? (cost ?? 0) + told : cost;
        if (run.Status is RunStatus.Failed or RunStatus.Interrupted)
        {
            failed++;
        }

        if (run.Status is not RunStatus.Succeeded)
        {
            return;
        }

        succeeded++;
        AddTo(latencies, run.LatencyMs);
        AddTo(firstTokens, run.TimeToFirstTokenMs);
    }

    public RunFigures ToFigures() => new(
        Runs, succeeded, failed,
        succeeded + failed == 0 ? null : (double)failed / (succeeded + failed),
        cost ?? (unknownCosts == 0 ? 0 : null), unknownCosts,
        PercentilesOf(latencies), PercentilesOf(firstTokens));

    private static void AddTo(List<int> times, int? time)
    {
        if (time is { } told)
        {
            times.Add(told);
        }
    }

    private static Percentiles? PercentilesOf(List<int> times)
    {
        if (times.Count == 0)
        {
            return null;
        }

        times.Sort();
        return new(At(50), At(90), At(95), At(99));

        // The nearest rank: always a time that was measured, never one in between.
        int At(int percent) => times[((times.Count * percent) + 99) / 100 - 1];
    }
}
