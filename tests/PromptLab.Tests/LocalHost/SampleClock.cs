using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace PromptLab.Tests.LocalHost;

/// <summary>A clock that tells when somebody waits for it: before that, turning it on would be in vain.</summary>
internal sealed class SampleClock() : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<ITimer> waiting = Channel.CreateUnbounded<ITimer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        waiting.Writer.TryWrite(timer);

        return timer;
    }

    public async Task AdvanceAsync(TimeSpan time)
    {
        await waiting.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Advance(time);
    }
}
