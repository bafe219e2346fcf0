namespace PromptLab.Tests.OpenRouter;

/// <summary>The body of a scripted answer: every read gets at most one piece.</summary>
public sealed class ScriptedStream(IEnumerable<ScriptedPiece> pieces) : Stream
{
    private readonly Queue<ScriptedPiece> left = new(pieces);
    private ReadOnlyMemory<byte> current = ReadOnlyMemory<byte>.Empty;
    private TaskCompletionSource? released;

    /// <summary>How long the script pauses just now.</summary>
    public TimeSpan? Pause { get; private set; }

    /// <summary>Whether the reader has let go of the connection.</summary>
    public bool IsClosed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The pause is over.</summary>
    public void Release()
    {
        Pause = null;
        released!.SetResult();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (current.IsEmpty && left.TryDequeue(out var piece))
        {
            if (piece.Pause != TimeSpan.Zero)
            {
                released = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Pause = piece.Pause;
                await released.Task.WaitAsync(cancellationToken);
            }

            current = piece.IsCut ? throw new HttpIOException(HttpRequestError.ResponseEnded) : piece.Bytes;
        }

        var count = Math.Min(current.Length, buffer.Length);
        current[..count].CopyTo(buffer);
        current = current[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        Pause = null;
        base.Dispose(disposing);
    }
}
