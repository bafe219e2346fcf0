using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using PromptLab.Platform.Storage;

namespace PromptLab.Comparisons.Cells;

/// <summary>Sees to cells that nobody has queued yet: whoever took the request died, or has not come round to it.</summary>
public sealed class CellQueue(CellFeed feed, IHostApplicationLifetime app)
{
    [Function("QueueCells")]
    public Task Queue([QueueTrigger(StorageNames.ComparisonQueue)] CellsAwaited message, CancellationToken cancellationToken) =>
        feed.FeedAsync(message.OwnerId, message.ComparisonId, app.ApplicationStopping);

    [Function("FailPoisonedCells")]
    public Task FailPoisoned([QueueTrigger(StorageNames.ComparisonPoisonQueue)] CellsAwaited message, CancellationToken cancellationToken) =>
        feed.FailAsync(message.OwnerId, message.ComparisonId, cancellationToken);
}
