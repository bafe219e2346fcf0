using PromptLab.Platform.OpenRouter;

namespace PromptLab.Runs;

/// <summary>
/// A run that is ours to execute. While it goes on, its answer is checkpointed and its lease renewed; <see cref="Stop"/> fires
/// when the user cancels or the claim is lost.
/// </summary>
public sealed class RunClaim(RunStore runs, StoredRun stored, TimeProvider clock) : IDisposable
{
    /// <summary>How often other listeners get to see the answer, and how soon a cancel is noticed.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(800);

    private static readonly TimeSpan RenewBefore = Run.Lease / 2;

    private readonly SemaphoreSlim oneWriter = new(1);
    private readonly CancellationTokenSource stop = new();

    public Run Run => stored.Run;

    public CancellationToken Stop => stop.Token;

    /// <summary>True once somebody else has the run, or nobody has it any more: then nothing of ours may be written.</summary>
    public bool IsLost { get; private set; }

    public async Task MarkCalledAsync(CancellationToken cancellationToken) =>
        await WriteAsync(run => run.Call(clock.GetUtcNow()), runs.TryCheckpointAsync, cancellationToken);

    /// <summary>Ends the run, whatever was changed on it meanwhile; nothing when the claim is lost.</summary>
    public async Task FinishAsync(Func<Run, Run> finish, CancellationToken cancellationToken) =>
        await WriteAsync(finish, runs.TryReplaceAsync, cancellationToken);

    /// <summary>Keeps the claim alive until it is told to end.</summary>
    public async Task KeepAliveAsync(ChatCompletion answer, CancellationToken ended)
    {
        while (!IsLost)
        {
            try
            {
                await Task.Delay(Beat, clock, ended);
                await BeatAsync(answer, ended);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        stop.Dispose();
        oneWriter.Dispose();
    }

    private async Task BeatAsync(ChatCompletion answer, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var current = RunAnswer.Of(answer);
        if (current != stored.Run.Answer || stored.Run.ClaimedUntil - now < RenewBefore)
        {
            await WriteAsync(run => run.Renew(current, now), runs.TryCheckpointAsync, cancellationToken);
        }
        else
        {
            await LookAgainAsync(cancellationToken);
        }
    }

    private async Task WriteAsync(
        Func<Run, Run> change, Func<StoredRun, Run, CancellationToken, Task<StoredRun?>> tryWriteAsync, CancellationToken cancellationToken)
    {
        await oneWriter.WaitAsync(cancellationToken);
        try
        {
            while (!IsLost)
            {
                if (await tryWriteAsync(stored, change(stored.Run), cancellationToken) is { } written)
                {
                    stored = written;
                    return;
                }

                await LookAgainAsync(cancellationToken);
            }
        }
        finally
        {
            oneWriter.Release();
        }
    }

    /// <summary>Somebody wrote to the run: the user who cancels it, or whoever took it over.</summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        var found = await runs.RefreshAsync(stored, cancellationToken);
        if (found is null || found.Run.ClaimId != stored.Run.ClaimId || found.Run.IsFinished)
        {
            IsLost = true;
            await stop.CancelAsync();
            return;
        }

        stored = found;
        if (found.Run.CancelRequestedAt is not null)
        {
            await stop.CancelAsync();
        }
    }
}
