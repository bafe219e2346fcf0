using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost.Queues;

/// <summary>One attempt at one message: run the function, then delete the message, give it back, or put it among the poisoned.</summary>
public sealed partial class MessageAttempt(QueueFunction function, QueueClient queue, QueueClient poison, QueueSettings settings, ILogger logger)
{
    public async Task RunAsync(QueueMessage message, TimeSpan leaseTime, CancellationToken cancellationToken)
    {
        // Whoever had it before died without a word, time and again: it is not given another one to kill.
        if (message.DequeueCount > settings.MaxDequeueCount && !IsPoisonQueue)
        {
            await PoisonAsync(message, message.PopReceipt);
            return;
        }

        MessageLease lease = new(queue, message, leaseTime, logger);
        bool succeeded;

        await using (lease)
        {
            lease.Start();
            succeeded = await TryFunctionAsync(message, cancellationToken);
        }

        if (succeeded)
        {
            await queue.DeleteMessageAsync(message.MessageId, lease.PopReceipt, CancellationToken.None);
        }
        else
        {
            await FailAsync(message, lease.PopReceipt);
        }
    }

    private bool IsPoisonQueue => queue.Name.EndsWith(QueuePump.PoisonSuffix, StringComparison.Ordinal);

    private async Task<bool> TryFunctionAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await function.InvokeAsync(Decode(message.Body), cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // Here is where the host catches what a function lets out.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, function.Name, message.DequeueCount, settings.MaxDequeueCount);
            return false;
        }
    }

    private string Decode(BinaryData body) =>
        settings.Base64 ? Encoding.UTF8.GetString(Convert.FromBase64String(body.ToString())) : body.ToString();

    private async Task FailAsync(QueueMessage message, string popReceipt)
    {
        // There is no poison queue's poison queue: the message stays hidden until its lease ends, and is tried again.
        if (IsPoisonQueue)
        {
            return;
        }

        if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await PoisonAsync(message, popReceipt);
            return;
        }

        await queue.UpdateMessageAsync(message.MessageId, popReceipt, (BinaryData?)null, settings.VisibilityTimeout, CancellationToken.None);
    }

    private async Task PoisonAsync(QueueMessage message, string popReceipt)
    {
        await poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        await poison.SendMessageAsync(message.Body, cancellationToken: CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, popReceipt, CancellationToken.None);
        Log.Poisoned(logger, poison.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The function {Name} failed, attempt {Attempt} of {Attempts}")]
        public static partial void Failed(ILogger logger, Exception exception, string name, long attempt, int attempts);

        [LoggerMessage(LogLevel.Warning, "A message was moved to the queue {Queue}")]
        public static partial void Poisoned(ILogger logger, string queue);
    }
}
