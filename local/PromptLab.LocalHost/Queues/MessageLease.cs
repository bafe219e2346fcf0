using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace PromptLab.LocalHost.Queues;

/// <summary>Keeps a message hidden from others while its function runs. Once disposed of, the receipt is the last one and stays valid.</summary>
public sealed partial class MessageLease(QueueClient queue, QueueMessage message, TimeSpan length, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource stopped = new();
    private Task renewal = Task.CompletedTask;

    /// <summary>Each renewal gives a new receipt, and only the newest may delete the message.</summary>
    public string PopReceipt { get; private set; } = message.PopReceipt;

    public void Start() => renewal = RenewAsync();

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        await renewal;
        stopped.Dispose();
    }

    private async Task RenewAsync()
    {
        var pause = length / 2;

        while (await PassesAsync(pause))
        {
            // Not to be cancelled half-way: the receipt would change without our knowing.
            pause = await TryRenewAsync() ? length / 2 : length / 10;
        }
    }

    private async Task<bool> PassesAsync(TimeSpan pause)
    {
        await Task.Delay(pause, stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopped.IsCancellationRequested;
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            UpdateReceipt receipt = await queue.UpdateMessageAsync(message.MessageId, PopReceipt, (BinaryData?)null, length, CancellationToken.None);
            PopReceipt = receipt.PopReceipt;
            return true;
        }
#pragma warning disable CA1031 // Whatever storage does, the renewal is tried again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.NotRenewed(logger, queue.Name, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The lease of a message of queue {Queue} could not be renewed: {Reason}")]
        public static partial void NotRenewed(ILogger logger, string queue, string reason);
    }
}
