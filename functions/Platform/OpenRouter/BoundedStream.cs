namespace PromptLab.Platform.OpenRouter;

/// <summary>
/// A stream that gives up when nothing at all arrives for a while (any byte, even of a comment, starts the wait anew), when it goes
/// on for too long, or when a line has no end.
/// </summary>
internal sealed class BoundedStream(Stream inner, TimeSpan patience, TimeProvider clock) : Stream
{
    /// <summary>Shorter than the host lets any function go on (functionTimeout in host.json): what has come by then can still be kept.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(25);

    /// <summary>Some completions come whole, in one line; none that a model writes is as long as this.</summary>
    private const int LongestLine = 16_000_000;

    private readonly long start = clock.GetTimestamp();
    private long line;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await ReadPatientlyAsync(buffer, cancellationToken);
        var end = buffer.Span[..read].LastIndexOfAny((byte)'\n', (byte)'\r');
        line = end < 0 ? line + read : read - end - 1;

        return line > LongestLine ? throw OpenRouterException.Endless()
            : clock.GetElapsedTime(start) > Longest ? throw OpenRouterException.Unending(Longest)
            : read;
    }

    private async Task<int> ReadPatientlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource idle = new(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            return await inner.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw OpenRouterException.Silent(patience);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
