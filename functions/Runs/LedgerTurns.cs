using System.Collections.Concurrent;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// Whoever changes an owner's ledger on this instance waits for their turn, and knows how the one before has left it: nobody loses
/// races against their own neighbours, or reads what is known. Other instances write too; what is remembered is a guess, and the
/// transaction that it is wrong in fails.
/// </summary>
public sealed class LedgerTurns(Spending spending)
{
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<string, Line> lines = new();

    /// <summary>Acts on the ledger, which is told to be read now or remembered, and says how the ledger is left.</summary>
    public async Task<T> TakeAsync<T>(
        string ownerId, Func<StoredLedger, bool, Task<(T Result, StoredLedger? Left)?>> actAsync, CancellationToken cancellationToken)
    {
        var line = LineOf(ownerId);
        await line.Gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var isRemembered = line.Known is not null;
                var known = line.Known ?? await spending.GetAsync(ownerId, cancellationToken);
                line.Known = null;
                if (await actAsync(known, isRemembered) is { } done)
                {
                    line.Known = done.Left;
                    return done.Result;
                }
            }
        }
        finally
        {
            line.Gate.Release();
        }
    }

    private Line LineOf(string ownerId)
    {
        if (lines.Count >= MostKnown)
        {
            lines.Clear();
        }

        return lines.GetOrAdd(ownerId, _ => new());
    }

    private sealed class Line
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public StoredLedger? Known { get; set; }
    }
}
