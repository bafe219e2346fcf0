using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Secrets;

namespace PromptLab.Settings;

/// <summary>
/// Rotates once at start where the wrapping keys are settings: there a new key takes a restart anyway, and a machine at home
/// is rarely on at three in the morning. Storage that is not there yet is asked again.
/// </summary>
public sealed partial class ApiKeyRotationAtStart(
    ApiKeyRotation rotation, IOptions<EncryptionOptions> options, ILogger<ApiKeyRotationAtStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!options.Value.UsesKeyVault && !await TryRotateAsync(stoppingToken))
        {
            await Task.Delay(Pause, stoppingToken);
        }
    }

    private async Task<bool> TryRotateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rotation.RotateAsync(cancellationToken);
            return true;
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException)
        {
            Log.NotYet(logger, error);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Storage is not ready for the rotation of API keys; trying again")]
        public static partial void NotYet(ILogger logger, Exception error);
    }
}
