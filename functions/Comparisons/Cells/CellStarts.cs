using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PromptLab.Comparisons.Cells;

/// <summary>
/// Lets the cells of a comparison begin on the instance that took the request, while the request is answered. A message sees to
/// whatever does not come of it. An app that stops waits until what it has begun is put away.
/// </summary>
public sealed partial class CellStarts(CellFeed feed, IHostApplicationLifetime app, ILogger<CellStarts> logger) : IHostedService
{
    private readonly ConcurrentDictionary<Guid, Task> underWay = new();

    public void Begin(Comparison comparison)
    {
        var number = Guid.NewGuid();
        var task = Task.Run(() => FeedAsync(comparison));
        underWay[number] = task;
        _ = task.ContinueWith(_ => underWay.TryRemove(number, out Task? _), TaskScheduler.Default);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(underWay.Values).WaitAsync(cancellationToken);

    private async Task FeedAsync(Comparison comparison)
    {
        try
        {
            await feed.FeedAsync(comparison.OwnerId, comparison.Id, app.ApplicationStopping);
        }
#pragma warning disable CA1031 // Nobody waits for it to hear of it; the message that was sent tries again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.BrokenOff(logger, error, comparison.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The start of comparison {ComparisonId} broke off; its message tries again")]
        public static partial void BrokenOff(ILogger logger, Exception error, Guid comparisonId);
    }
}
