using PromptLab.Platform.OpenRouter;

namespace PromptLab.Runs;

/// <summary>Measures one call: milliseconds to its first token, and so far.</summary>
internal sealed class RunTiming(TimeProvider clock)
{
    private readonly long start = clock.GetTimestamp();

    public int? FirstTokenMs { get; private set; }

    public int ElapsedMs => (int)clock.GetElapsedTime(start).TotalMilliseconds;

    public ValueTask HearAsync(ChatDelta delta, Func<ChatDelta, ValueTask> onDelta)
    {
        FirstTokenMs ??= ElapsedMs;
        return onDelta(delta);
    }
}
