using System.Collections.Concurrent;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>
/// Gives out the runs of an owner that wait for a place, each to one of those who ask on this instance. It reads a few dozen at a
/// time, so what it gives out may have changed since: to claim it is to see.
/// </summary>
public sealed class WaitingRuns(OpenRuns open, RunStore runs, ComparedRuns compared, TimeProvider clock)
{
    private const int AtATime = 2 * Limits.MostConcurrentRuns;

    private readonly ConcurrentDictionary<string, Line> lines = new();

    /// <summary>The next one, or null when nobody waits who was not given out before.</summary>
    public async Task<StoredRun?> TakeAsync(string ownerId, CancellationToken cancellationToken)
    {
        var line = lines.GetOrAdd(ownerId, _ => new());
        await line.Gate.WaitAsync(cancellationToken);
        try
        {
            if (line.Next.Count == 0)
            {
                await FillAsync(ownerId, line, cancellationToken);
            }

            if (line.Next.TryDequeue(out var next))
            {
                return next;
            }

            // What was given out and did not begin after all is looked at anew by whoever comes later.
            lines.TryRemove(ownerId, out _);
            return null;
        }
        finally
        {
            line.Gate.Release();
        }
    }

    private async Task FillAsync(string ownerId, Line line, CancellationToken cancellationToken)
    {
        // Those given out may still be listed as waiting: they do not count.
        var listed = await open.ListQueuedAsync(ownerId, AtATime + Limits.MostConcurrentRuns, cancellationToken);
        var waiting = listed.Where(run => !line.Given.Contains(run.RunId) && !IsAwaitedByItsPage(run)).Take(AtATime).ToList();
        line.Given.IntersectWith(listed.Select(run => run.RunId));
        line.Given.UnionWith(waiting.Select(run => run.RunId));
        foreach (var group in waiting.GroupBy(run => run.ComparisonId))
        {
            Guid[] ids = [.. group.Select(run => run.RunId)];
            var stored = group.Key is { } comparisonId
                ? await compared.ReadAsync(ownerId, comparisonId, ids, RunStatus.Queued, cancellationToken).ToListAsync(cancellationToken)
                : [.. (await Task.WhenAll(ids.Select(id => runs.FindAsync(ownerId, id, cancellationToken)))).OfType<StoredRun>()];
            foreach (var run in stored.OrderBy(run => run.Run.Id))
            {
                line.Next.Enqueue(run);
            }
        }
    }

    /// <summary>A single run belongs to the page that made it for a moment: there each token is heard as it arrives.</summary>
    private bool IsAwaitedByItsPage(OpenRun run) => run.ComparisonId is null && clock.GetUtcNow() - run.CreatedAt < RunMessages.HeadStart;

    private sealed class Line
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public Queue<StoredRun> Next { get; } = new();

        public HashSet<Guid> Given { get; } = [];
    }
}
