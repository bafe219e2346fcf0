using Azure.Core;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;

namespace PromptLab.LocalHost.Queues;

/// <summary>A pump for each queue function, for as long as the app runs.</summary>
public sealed class QueueListeners : BackgroundService
{
    private readonly Drain drain;
    private readonly QueuePump[] pumps;

    public QueueListeners(IServiceProvider services, IConfiguration configuration, IOptions<FunctionsHostOptions> options, ILogger<QueuePump> logger, Drain drain)
    {
        this.drain = drain;
        pumps = [.. QueueFunction.All(services).Select(function => new QueuePump(function, StorageOf(function, configuration), options.Value, logger))];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(pumps.Select(pump => pump.RunAsync(stoppingToken, drain.Over)));

    private static QueueServiceClient StorageOf(QueueFunction function, IConfiguration configuration)
    {
        // No encoding: the pump decodes for itself, so that a message that is not base64 is one more failing message.
        QueueClientOptions options = new()
        {
            Retry = { MaxRetries = 3, Delay = TimeSpan.FromMilliseconds(200), Mode = RetryMode.Exponential, NetworkTimeout = TimeSpan.FromSeconds(30) },
        };

        try
        {
            return new(configuration[function.Connection], options);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartupException($"Function {function.Name} listens to the queue {function.QueueName}, but the setting {function.Connection} holds no usable connection string.");
        }
    }
}
