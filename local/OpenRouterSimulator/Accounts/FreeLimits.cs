using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Accounts;

/// <summary>
/// Counts the requests to models that end in <c>:free</c>: per account, whatever the key and the model, and those that are refused too.
/// </summary>
public sealed class FreeLimits(KeyLedger ledger, TimeProvider clock)
{
    private const int PerMinute = 20;

    private const int PerDayAtFirst = 50;

    private const int PerDayAfterBuying = 1000;

    private const decimal CreditsThatUnlock = 10;

    private readonly Lock _gate = new();

    private readonly Dictionary<string, Counts> _counts = [];

    public int PerDay(ApiKey key) => ledger.Bought(key) >= CreditsThatUnlock ? PerDayAfterBuying : PerDayAtFirst;

    public int UsedToday(ApiKey key)
    {
        lock (_gate)
        {
            return Current(key).Today;
        }
    }

    public void Count(ApiKey key)
    {
        var now = clock.GetUtcNow();
        Counts counts;
        lock (_gate)
        {
            counts = Current(key);
            counts = counts with { Today = counts.Today + 1, ThisMinute = counts.ThisMinute + 1 };
            _counts[key.Account] = counts;
        }

        if (counts.Today > PerDay(key))
        {
            throw ApiErrors.FreeDay(now, PerDay(key));
        }

        if (counts.ThisMinute > PerMinute)
        {
            throw ApiErrors.FreeMinute(now);
        }
    }

    /// <summary>Minutes and UTC days are those of the calendar, so that both end at the reset which the error names.</summary>
    private Counts Current(ApiKey key)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var day = minute / (24 * 60);
        var counts = _counts.GetValueOrDefault(key.Account) ?? new Counts(day, 0, minute, 0);

        return new Counts(day, counts.Day == day ? counts.Today : 0, minute, counts.Minute == minute ? counts.ThisMinute : 0);
    }

    private sealed record Counts(long Day, int Today, long Minute, int ThisMinute);
}
