using Azure;

namespace PromptLab.Platform.Http;

/// <summary>
/// A sliding window made of two fixed ones: what was counted in the previous one weighs less with every second of the
/// present one.
/// </summary>
/// <param name="ETag">Of the row it was read from, or null when there is none yet.</param>
public sealed record RateLimitWindow(DateTimeOffset Start, TimeSpan Length, int Previous, int Count, ETag? ETag = null)
{
    public static DateTimeOffset StartAt(DateTimeOffset now, TimeSpan length) => new(now.UtcTicks - (now.UtcTicks % length.Ticks), TimeSpan.Zero);

    public bool IsFull(int limit, DateTimeOffset now) => (Previous * (1 - Passed(now))) + Count >= limit;

    /// <summary>Whole seconds until one more fits. What is refused is not counted, so the window's end is the latest.</summary>
    public TimeSpan WaitFor(int limit, DateTimeOffset now)
    {
        var freeFrom = Count >= limit ? Start + Length : Start + (Length * (1 - ((limit - Count) / (double)Previous)));
        return TimeSpan.FromSeconds(Math.Floor((freeFrom - now).TotalSeconds) + 1);
    }

    private double Passed(DateTimeOffset now) => Math.Clamp((now - Start) / Length, 0, 1);
}
