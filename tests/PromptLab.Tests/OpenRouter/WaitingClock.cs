using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace PromptLab.Tests.OpenRouter;

/// <summary>A clock that stands still and tells who waits for another try.</summary>
public sealed class WaitingClock() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    /// <summary>No retry waits exactly so long, so that it can be told from one.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(91);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(800);

    /// <summary>Patience with a stream and with a short call, the beat of a run, and of the events that its page hears.</summary>
    private static readonly HashSet<TimeSpan> NoRetries = [IdleTimeout, TimeSpan.FromSeconds(10), Beat, TimeSpan.FromSeconds(15)];

    private readonly ConcurrentQueue<TimeSpan> waits = new();
    private int beats;

    public bool HasWaits => !waits.IsEmpty;

    /// <summary>How often a run has begun to wait for its next beat.</summary>
    public int Beats => Volatile.Read(ref beats);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime == Beat)
        {
            Interlocked.Increment(ref beats);
        }

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

    public void PassBeat() => Advance(Beat);
}
