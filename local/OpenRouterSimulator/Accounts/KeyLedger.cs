using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OpenRouterSimulator.Accounts;

/// <summary>What each key has spent since this process started.</summary>
public sealed class KeyLedger(IOptions<SimulatorOptions> options)
{
    private readonly ConcurrentDictionary<string, decimal> _spent = new();

    public decimal Spent(ApiKey key) => _spent.GetValueOrDefault(key.Digest);

    public decimal Bought(ApiKey key) => key.HasNoCredits ? 0 : options.Value.BalanceUsd;

    public decimal Balance(ApiKey key) => Bought(key) - Spent(key);

    public void Charge(ApiKey key, decimal cost) => _spent.AddOrUpdate(key.Digest, cost, (_, before) => before + cost);
}
