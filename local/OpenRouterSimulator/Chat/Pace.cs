namespace OpenRouterSimulator.Chat;

/// <summary>
/// When each piece is due. Times count from the start of the call, so that slow writes do not add up, and an idle wire gets keep-alives.
/// </summary>
public sealed class Pace(TimeProvider clock, int firstTokenMs, int tokenMs, int keepAliveMs)
{
    private readonly long _started = clock.GetTimestamp();

    public TimeSpan Elapsed => clock.GetElapsedTime(_started);

    public async Task WaitForAsync(int piece, Func<Task> keepAlive, CancellationToken cancellationToken)
    {
        var due = TimeSpan.FromMilliseconds(firstTokenMs + (double)piece * tokenMs);
        var idle = TimeSpan.FromMilliseconds(Math.Max(1, keepAliveMs));
        while (due - Elapsed is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < idle ? left : idle, clock, cancellationToken);
            if (left > idle)
            {
                await keepAlive();
            }
        }
    }
}
