using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OpenRouterSimulator.Accounts;

/// <summary>What each key and each account has spent since this process started, and what is reserved by calls in flight.</summary>
public sealed class KeyLedger(TimeProvider clock, IOptions<SimulatorOptions> options)
{
    private readonly Lock _gate = new();

    private readonly Dictionary<string, Spending> _spentByKey = [];

    private readonly Dictionary<string, decimal> _spentByAccount = [];

    private readonly Dictionary<string, decimal> _reservedByAccount = [];

    private readonly ConcurrentDictionary<string, KeyTerms> _terms = new();

    public decimal Bought(ApiKey key) => key.HasNeverBought ? 0 : options.Value.BalanceUsd;

    public decimal SpentByAccount(ApiKey key)
    {
        lock (_gate)
        {
            return _spentByAccount.GetValueOrDefault(key.Account);
        }
    }

    public decimal Balance(ApiKey key) => Bought(key) - SpentByAccount(key);

    /// <summary>What a key has spent, all in all or since its limit was last reset.</summary>
    public decimal Spent(ApiKey key, LimitPeriod? period = null)
    {
        lock (_gate)
        {
            return _spentByKey.GetValueOrDefault(key.Digest)?.Since(Beginning(period)) ?? 0;
        }
    }

    public decimal SpentAtProviders(ApiKey key)
    {
        lock (_gate)
        {
            return _spentByKey.GetValueOrDefault(key.Digest)?.Byok ?? 0;
        }
    }

    public KeyTerms Terms(ApiKey key) => _terms.GetValueOrDefault(key.Digest) ?? new KeyTerms();

    public void Open(ApiKey key, KeyTerms terms) => _terms[key.Digest] = terms;

    /// <summary>Keeps what a call may cost at most until it is settled; false when calls in flight have left too little.</summary>
    public bool TryReserve(ApiKey key, decimal amount)
    {
        lock (_gate)
        {
            var reserved = _reservedByAccount.GetValueOrDefault(key.Account) + amount;
            if (amount > 0 && reserved > Bought(key) - _spentByAccount.GetValueOrDefault(key.Account))
            {
                return false;
            }

            _reservedByAccount[key.Account] = reserved;
            return true;
        }
    }

    public void Release(ApiKey key, decimal amount)
    {
        lock (_gate)
        {
            _reservedByAccount[key.Account] -= amount;
        }
    }

    public void Charge(ApiKey key, decimal cost, decimal byok)
    {
        lock (_gate)
        {
            _spentByAccount[key.Account] = _spentByAccount.GetValueOrDefault(key.Account) + cost;
            if (!_spentByKey.TryGetValue(key.Digest, out var spending))
            {
                _spentByKey[key.Digest] = spending = new Spending();
            }

            spending.Add(Today, cost, byok);
        }
    }

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Days begin at midnight UTC, weeks on Monday.</summary>
    private DateOnly Beginning(LimitPeriod? period) => period switch
    {
        LimitPeriod.Daily => Today,
        LimitPeriod.Weekly => Today.AddDays(-(((int)Today.DayOfWeek + 6) % 7)),
        LimitPeriod.Monthly => new DateOnly(Today.Year, Today.Month, 1),
        _ => DateOnly.MinValue,
    };

    private sealed class Spending
    {
        private readonly Dictionary<DateOnly, decimal> _byDay = [];

        public decimal Byok { get; private set; }

        public void Add(DateOnly day, decimal cost, decimal byok)
        {
            _byDay[day] = _byDay.GetValueOrDefault(day) + cost;
            Byok += byok;
        }

        public decimal Since(DateOnly day) => _byDay.Where(pair => pair.Key >= day).Sum(pair => pair.Value);
    }
}
