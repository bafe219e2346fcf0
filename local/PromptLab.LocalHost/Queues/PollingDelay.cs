namespace PromptLab.LocalHost.Queues;

/// <summary>How long to wait before asking an empty queue again: longer each time, never twice quite the same.</summary>
public sealed class PollingDelay(TimeSpan longest)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private TimeSpan current = Shortest;

    public void Reset() => current = Shortest;

    public TimeSpan Next()
    {
        var delay = current;
#pragma warning disable CA5394 // Spreads requests; hides nothing.
        current *= 1.6 + (0.8 * Random.Shared.NextDouble());
#pragma warning restore CA5394
        current = current < longest ? current : longest;

        return delay;
    }
}
