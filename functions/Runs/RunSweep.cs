using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace PromptLab.Runs;

/// <summary>Looks once a minute for what is not over and nobody works on any more.</summary>
public sealed partial class RunSweep(RunOwners owners, IEnumerable<IStuckWork> works, ILogger<RunSweep> logger)
{
    private const int OwnersAtOnce = 16;

    [Function("SweepRuns")]
    public async Task Sweep([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var found = 0;
        await Parallel.ForEachAsync(
            await owners.ListAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = OwnersAtOnce, CancellationToken = cancellationToken },
            async (owner, cancelled) => Interlocked.Add(ref found, await SweepAsync(owner, cancelled)));

        if (found > 0)
        {
            Log.Found(logger, found);
        }
    }

    private async Task<int> SweepAsync(RunOwner owner, CancellationToken cancellationToken)
    {
        var woken = await Task.WhenAll(works.Select(work => work.WakeAsync(owner, cancellationToken)));
        if (!woken.Any(each => each.IsAnyOpen))
        {
            await owners.ForgetAsync(owner, cancellationToken);
        }

        return woken.Sum(each => each.Count);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} runs or comparisons were stuck or waiting; their messages were sent again")]
        public static partial void Found(ILogger logger, int count);
    }
}
