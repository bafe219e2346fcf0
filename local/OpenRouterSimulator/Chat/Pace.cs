namespace OpenRouterSimulator.Chat;

/// <summary>
/// When each piece is due. Times count from the start of the call, so that slow writes do not add up, and an idle wire gets keep-alives.
/// </summary>
public sealed class Pace(TimeProvider clock, int firstByteMs, int firstTokenMs, int tokenMs, int keepAliveMs)
{
    private readonly long _started = clock.GetTimestamp();

    private readonly TimeSpan _idle = TimeSpan.FromMilliseconds(Math.Max(1, keepAliveMs));

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    /// <summary>Until then there is not even a status.</summary>
    public Task WaitForFirstByteAsync(CancellationToken cancellationToken) =>
        firstByteMs > 0 ? Task.Delay(TimeSpan.FromMilliseconds(firstByteMs), clock, cancellationToken) : Task.CompletedTask;

    public async Task WaitForAsync(int piece, Func<Task> keepAlive, CancellationToken cancellationToken)
    {
        var due = TimeSpan.FromMilliseconds(firstByteMs + firstTokenMs + (double)piece * tokenMs);
        while (due - Elapsed is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < _idle ? left : _idle, clock, cancellationToken);
            if (left > _idle)
            {
                await keepAlive();
            }
        }
    }

    /// <summary>For ever, or until the client gives up.</summary>
    public async Task KeepAliveAsync(Func<Task> keepAlive, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(_idle, clock, cancellationToken);
            await keepAlive();
        }
    }
}
