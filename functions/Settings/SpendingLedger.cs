using System.Collections.Immutable;
using System.Globalization;

namespace PromptLab.Settings;

/// <summary>What a user has spent in the current UTC day and month, in USD.</summary>
public readonly record struct Spent(decimal Today, decimal ThisMonth);

/// <summary>
/// What a run may still cost, in USD: while it goes on, and afterwards for as long as nobody knows what it did cost.
/// </summary>
public sealed record Hold(Guid RunId, decimal Usd, bool IsRunning);

/// <summary>A user's money and places at one moment. It changes in the same transaction as the runs do, so that it never lies.</summary>
public sealed record SpendingLedger(string OwnerId, string Day, decimal DayUsd, decimal MonthUsd, ImmutableList<Hold> Holds)
{
    /// <summary>Somebody found no place: whoever ends a run looks for those that wait.</summary>
    public bool SomebodyWaits { get; init; }

    public decimal Reserved => Holds.Sum(hold => hold.Usd);

    public int Running => Holds.Count(hold => hold.IsRunning);

    public Spent SpentAt(DateTimeOffset now)
    {
        var today = DayOf(now);
        return new(Day == today ? DayUsd : 0, Day.Length >= 7 && Day[..7] == today[..7] ? MonthUsd : 0);
    }

    /// <summary>The run takes a place, and this much may not be spent on others.</summary>
    public SpendingLedger Reserve(Guid runId, decimal usd) => this with { Holds = Without(runId).Add(new(runId, usd, IsRunning: true)) };

    /// <summary>The run gives its place back. Its money is spent, or held on to while its cost is unknown.</summary>
    public SpendingLedger Settle(Guid runId, decimal? costUsd, DateTimeOffset now)
    {
        if (costUsd is not { } cost)
        {
            return Holds.Find(hold => hold.RunId == runId) is { Usd: > 0 } hold
                ? this with { Holds = Without(runId).Add(hold with { IsRunning = false }) }
                : Release(runId);
        }

        var (today, thisMonth) = SpentAt(now);
        return Release(runId) with { Day = DayOf(now), DayUsd = today + cost, MonthUsd = thisMonth + cost };
    }

    /// <summary>The run cost nothing, or nobody will ever know.</summary>
    public SpendingLedger Release(Guid runId) => this with { Holds = Without(runId) };

    private ImmutableList<Hold> Without(Guid runId) => Holds.RemoveAll(hold => hold.RunId == runId);

    private static string DayOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
