using Azure;
using PromptLab.Platform.OpenRouter;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// A run that is ours to execute. While it goes on, its answer is checkpointed and its lease renewed; <see cref="Stop"/> fires
/// when the user cancels or the claim is lost. Storage that fails for a while is waited for: the answer is paid for.
/// </summary>
public sealed class RunClaim(RunClaims claims, RunStore runs, StoredRun stored, UserSettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>How often other listeners get to see the answer, and how soon a cancel is noticed.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(800);

    /// <summary>A claim is renewed when this much is left of it; one with less has lost its holder, or soon will have.</summary>
    public static readonly TimeSpan RenewBefore = Run.Lease / 2;

    /// <summary>How long the end of a run is tried to be written, and how long between two tries.</summary>
    private static readonly TimeSpan Persistence = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim oneWriter = new(1);
    private bool isFirstTry = true;
    private Func<Task<StoredRun?>> takeNext = () => Task.FromResult<StoredRun?>(null);
    private readonly CancellationTokenSource stop = new();

    public Run Run => stored.Run;

    /// <summary>What the owner has set, as it was when the run began.</summary>
    public UserSettings Settings => settings;

    public CancellationToken Stop => stop.Token;

    /// <summary>The run that was to have the place, once ours has ended.</summary>
    public StoredRun? Next { get; private set; }

    /// <summary>The claim on the next run, if it began in the moment in which ours ended.</summary>
    public RunClaim? Following { get; private set; }

    /// <summary>True once somebody else has the run, or nobody has it any more: then nothing of ours may be written.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The end of the run asks here for another one that waits for its place.</summary>
    public void PassOnTo(Func<Task<StoredRun?>> next) => takeNext = next;

    public Task MarkCalledAsync(CancellationToken cancellationToken) =>
        WriteAsync(run => run.Call(clock.GetUtcNow()), runs.TryCheckpointAsync, cancellationToken);

    /// <summary>Ends the run, whatever was changed on it meanwhile; nothing when the claim is lost.</summary>
    public async Task FinishAsync(Func<Run, Run> finish)
    {
        for (var started = clock.GetTimestamp(); ;)
        {
            try
            {
                Next ??= await takeNext();
                await WriteAsync(finish, TryEndAsync, CancellationToken.None);
                return;
            }
            catch (Exception error) when (IsStorageDown(error) && clock.GetElapsedTime(started) < Persistence)
            {
                await Task.Delay(Pause, clock);
            }
        }
    }

    /// <summary>Keeps the claim alive until it is told to end.</summary>
    public async Task KeepAliveAsync(ChatCompletion answer, CancellationToken ended)
    {
        // The first beat comes with the call's id: who dies after it leaves a call whose cost can be asked for.
        Task next = Task.WhenAny(answer.Identified, Task.Delay(Beat, clock, ended));
        while (!IsLost)
        {
            try
            {
                await next;
                ended.ThrowIfCancellationRequested();
                next = Task.Delay(Beat, clock, ended);

                // Seen through even if the end comes meanwhile: a write that was given up may have been done all the same.
                await BeatAsync(answer);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (IsStorageDown(error))
            {
                // The next beat tries again. Nobody can take the run over while storage is down.
            }
        }
    }

    public void Dispose()
    {
        stop.Dispose();
        oneWriter.Dispose();
    }

    private async Task<StoredRun?> TryEndAsync(StoredRun current, Run ended, CancellationToken cancellationToken)
    {
        // If it fails, the next one may be the reason: it is left out of a second try.
        var written = await claims.TryEndAsync(current, ended, cancellationToken, isFirstTry ? Next : null, settings);
        isFirstTry = false;
        Following = written?.Following;
        return written?.Run;
    }

    private async Task BeatAsync(ChatCompletion answer)
    {
        var now = clock.GetUtcNow();
        var current = RunAnswer.Of(answer);
        var (generationId, model, provider) = answer.Facts;
        var soFar = Run.Outcome with { GenerationId = generationId, ResolvedModelId = model, Provider = provider };
        if (Run.Status is RunStatus.Running && (current != Run.Answer || soFar != Run.Outcome || Run.ClaimedUntil - now < RenewBefore))
        {
            await WriteAsync(run => run.Status is RunStatus.Running ? run.Renew(current, soFar, now) : run, runs.TryCheckpointAsync, CancellationToken.None);
        }
        else
        {
            await LookAgainAsync(CancellationToken.None);
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

    /// <summary>
    /// Somebody wrote to the run: the user who cancels it, or whoever took it over. One that was interrupted because we seemed to
    /// be dead is still ours: we have its answer.
    /// </summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        var found = await runs.RefreshAsync(stored, cancellationToken);
        if (found is null || found.Run.ClaimId != stored.Run.ClaimId || (found.Run.IsFinished && found.Run.Status is not RunStatus.Interrupted))
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

    private static bool IsStorageDown(Exception error) => error is RequestFailedException { Status: 0 or >= 500 } or AggregateException;
}
