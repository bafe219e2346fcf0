using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost.Queues;

/// <summary>Takes messages from one queue and runs its function, at most batchSize + newBatchThreshold at a time.</summary>
public sealed partial class QueuePump
{
    public const string PoisonSuffix = "-poison";

    private readonly QueueClient queue;
    private readonly QueueSettings settings;
    private readonly TimeSpan leaseTime;
    private readonly MessageAttempt attempt;
    private readonly PollingDelay delay;
    private readonly ILogger logger;
    private readonly HashSet<Task> running = [];

    public QueuePump(QueueFunction function, QueueServiceClient storage, FunctionsHostOptions options, ILogger<QueuePump> logger)
    {
        queue = storage.GetQueueClient(function.QueueName);
        settings = options.HostJson.Queues;
        leaseTime = options.MessageLease;
        attempt = new(function, queue, storage.GetQueueClient(function.QueueName + PoisonSuffix), settings, logger);
        delay = new(settings.MaxPollingInterval);
        this.logger = logger;
    }

    /// <summary>Ends when it was told to stop and the last function has finished.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken functionToken)
    {
        while (!stopping.IsCancellationRequested)
        {
            var messages = await ReceiveAsync();

            foreach (var message in messages)
            {
                running.Add(AttemptAsync(message, functionToken));
            }

            await (messages.Length == 0 ? PauseAsync(stopping) : RoomAsync());
        }

        await Task.WhenAll(running);
    }

    /// <summary>No token: a call broken off may have hidden messages that nobody then works on until their lease ends.</summary>
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            return await queue.ReceiveMessagesAsync(settings.BatchSize, leaseTime, CancellationToken.None);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
#pragma warning disable CA1031 // Whatever storage does, the queue is asked again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotReached(logger, queue.Name, exception.Message);
            return [];
        }
    }

    private async Task AttemptAsync(QueueMessage message, CancellationToken functionToken)
    {
        try
        {
            // The function's first synchronous part must not hold up the others.
            await Task.Run(() => attempt.RunAsync(message, leaseTime, functionToken), CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever storage does, the message comes again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotSettled(logger, queue.Name, exception.Message);
        }
    }

    private async Task PauseAsync(CancellationToken stopping)
    {
        running.RemoveWhere(task => task.IsCompleted);
        await Task.Delay(delay.Next(), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RoomAsync()
    {
        delay.Reset();

        while (running.RemoveWhere(task => task.IsCompleted) >= 0 && running.Count > settings.NewBatchThreshold)
        {
            await Task.WhenAny(running);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The queue {Queue} cannot be read and is tried again: {Reason}")]
        public static partial void NotReached(ILogger logger, string queue, string reason);

        [LoggerMessage(LogLevel.Warning, "A message of queue {Queue} was worked on, but storage did not take the result; it will come again: {Reason}")]
        public static partial void NotSettled(ILogger logger, string queue, string reason);
    }
}
