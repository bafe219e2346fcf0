using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PromptLab.Platform.Storage;

/// <summary>Creates what is missing in storage when the app starts; storage that is not there yet is asked again.</summary>
public sealed partial class StorageSetup(StorageClients storage, ILogger<StorageSetup> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static Task CreateAsync(StorageClients storage, CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. StorageNames.Tables.Select(name => storage.Table(name).CreateIfNotExistsAsync(cancellationToken)),
        .. StorageNames.Containers.Select(name => storage.Container(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
        .. StorageNames.Queues.Select(name => storage.Queue(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
    ]);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryCreateAsync(cancellationToken))
        {
            await base.StartAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            await Task.Delay(Pause, stoppingToken);
        }
        while (!await TryCreateAsync(stoppingToken));
    }

    private async Task<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CreateAsync(storage, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            Log.NotReady(logger, error);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Storage is not ready; asking again")]
        public static partial void NotReady(ILogger logger, Exception error);
    }
}
