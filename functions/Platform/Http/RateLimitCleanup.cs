using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Platform.Http;

/// <summary>Deletes, each hour, the counts that no window reaches back to any more.</summary>
public sealed class RateLimitCleanup(RateLimitTable table, TimeProvider clock)
{
    /// <summary>The longest window is an hour, and it looks back at the one before.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(3);

    [Function("RemoveOldRateLimits")]
    public Task RemoveOld([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        table.RemoveBeforeAsync(clock.GetUtcNow() - Kept, cancellationToken);
}
