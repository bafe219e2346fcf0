using System.Text.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>The queue message: only keys, so that a redelivered message can never carry stale data.</summary>
public sealed record RunQueued(string OwnerId, Guid RunId);

/// <summary>A run whose cost nobody told, and how often OpenRouter was asked for it.</summary>
public sealed record CostAwaited(string OwnerId, Guid RunId, int Attempt);

/// <summary>What is still to be done about a run, told to the queues: whatever dies, a message is delivered again.</summary>
public sealed class RunMessages(StorageClients storage)
{
    /// <summary>The page that waits for the run claims it at once; the queue is the safety net for closed tabs.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(3);

    /// <summary>OpenRouter does not know a generation right after it ended.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    public Task ExecuteAsync(string ownerId, Guid runId, TimeSpan delay, CancellationToken cancellationToken) =>
        SendAsync(StorageNames.RunQueue, new RunQueued(ownerId, runId), delay, cancellationToken);

    /// <summary>Asks for the cost: after two seconds, and twice as late each further time.</summary>
    public Task AskForCostAsync(CostAwaited message, CancellationToken cancellationToken)
    {
        var pause = FirstLook * Math.Pow(2, message.Attempt);
        return SendAsync(StorageNames.RunCostQueue, message, pause < LongestPause ? pause : LongestPause, cancellationToken);
    }

    private async Task SendAsync<T>(string queue, T message, TimeSpan delay, CancellationToken cancellationToken) =>
        await storage.Queue(queue).SendMessageAsync(
            JsonSerializer.Serialize(message, JsonSerializerOptions.Web), visibilityTimeout: delay, cancellationToken: cancellationToken);
}
