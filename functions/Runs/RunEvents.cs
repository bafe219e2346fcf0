using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using PromptLab.Platform.Http;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Runs;

/// <summary>
/// What a page hears of a run. The first listener of a queued run executes it and hears each token as it arrives; every other
/// one reads the checkpoints, on whatever instance it is: nothing in memory joins two of them.
/// </summary>
public sealed class RunEvents(RunStore runs, RunClaims claims, RunExecutor executor, IHostApplicationLifetime app, TimeProvider clock)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(400);

    public async IAsyncEnumerable<ServerEvent> ListenAsync(
        StoredRun stored, RunPosition position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = stored.Run;
        yield return StatusOf(run);

        while (!run.IsFinished)
        {
            // A listener that leaves in the middle of claiming must not leave a claim behind that nobody works on.
            if (await claims.TryClaimAsync(stored, CancellationToken.None) is { } claim)
            {
                await foreach (var item in ExecuteAsync(claim, position, cancellationToken))
                {
                    yield return item;
                }

                if (!claim.IsLost)
                {
                    yield break;
                }

                // How the run goes on, or ended, is known to storage alone.
            }

            foreach (var item in position.Advance(run.Answer))
            {
                yield return item;
            }

            await Task.Delay(LookAgain, clock, cancellationToken);
            if (await runs.RefreshAsync(stored, cancellationToken) is not { } found)
            {
                yield break;
            }

            if (found.Run.Status != run.Status)
            {
                yield return StatusOf(found.Run);
            }

            stored = found;
            run = found.Run;
        }

        foreach (var item in position.Advance(run.Answer))
        {
            yield return item;
        }

        yield return new("done", new RunDone(RunResponse.From(run)));
    }

    private async IAsyncEnumerable<ServerEvent> ExecuteAsync(
        RunClaim claim, RunPosition position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (claim)
        {
            var deltas = Channel.CreateUnbounded<ChatDelta>(new() { SingleReader = true, SingleWriter = true });
            var execution = ExecuteToEndAsync(claim, deltas.Writer);
            try
            {
                yield return StatusOf(claim.Run);
                var (text, reasoning) = (0, 0);
                await foreach (var delta in deltas.Reader.ReadAllAsync(cancellationToken))
                {
                    foreach (var item in position.Advance(new(delta.Text, delta.Reasoning), text, reasoning))
                    {
                        yield return item;
                    }

                    text += delta.Text.Length;
                    reasoning += delta.Reasoning.Length;
                }

                var run = await execution;
                if (!claim.IsLost)
                {
                    yield return StatusOf(run);
                    yield return new("done", new RunDone(RunResponse.From(run)));
                }
            }
            finally
            {
                // A listener that leaves does not stop the run; this instance sees it through.
                await execution;
            }
        }
    }

    private async Task<Run> ExecuteToEndAsync(RunClaim claim, ChannelWriter<ChatDelta> deltas)
    {
        try
        {
            return await executor.ExecuteAsync(claim, delta => deltas.WriteAsync(delta), app.ApplicationStopping);
        }
        finally
        {
            deltas.Complete();
        }
    }

    private static ServerEvent StatusOf(Run run) => new("status", new RunStatusChanged(run.Status));
}

public sealed record RunStatusChanged(RunStatus Status);

/// <summary>A piece of the answer, and where it begins in the whole text, in UTF-16 units as JavaScript counts them.</summary>
public sealed record RunTextDelta(string Text, int Offset);

public sealed record RunReasoningDelta(string Reasoning, int Offset);

public sealed record RunDone(RunResponse Run);
