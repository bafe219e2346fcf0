using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace PromptLab.Tests.OpenRouter;

/// <summary>A clock that stands still and tells who waits for another try.</summary>
public sealed class WaitingClock() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    /// <summary>No retry waits exactly so long, so that it can be told from one.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(91);

    /// <summary>Patience with a stream and with a short call, the beat of a run, and of the events that its page hears.</summary>
    private static readonly HashSet<TimeSpan> NoRetries = [IdleTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(800), TimeSpan.FromSeconds(15)];

    private readonly ConcurrentQueue<TimeSpan> waits = new();

    public bool HasWaits => !waits.IsEmpty;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && !NoRetries.Contains(dueTime))
        {
            waits.Enqueue(dueTime);
        }

        return timer;
    }

    /// <summary>Lets the time pass that somebody waits for; null when nobody does.</summary>
    public TimeSpan? PassNextWait()
    {
        if (!waits.TryDequeue(out var wait))
        {
            return null;
        }

        Advance(wait);
        return wait;
    }
}
