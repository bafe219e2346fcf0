using Azure;
using Microsoft.Extensions.Logging;
using PromptLab.Platform.Secrets;

namespace PromptLab.Settings;

/// <summary>What a rotation found: under which key the envelopes are now, and how many.</summary>
public sealed record RotationReport(string KeyVersion, int Rewrapped, int AlreadyCurrent, int Failed);

/// <summary>
/// Brings every API key's envelope under the current wrapping key while requests go on. A row that changes meanwhile is read
/// again, so the newest key always wins; a row that cannot be re-wrapped stays as it is and is tried again at the next rotation.
/// </summary>
public sealed partial class ApiKeyRotation(SettingsStore settings, Envelope envelope, WrappingKeys keys, ILogger<ApiKeyRotation> logger)
{
    private enum Outcome
    {
        Rewrapped,
        AlreadyCurrent,
        Failed,
    }

    public async Task<RotationReport> RotateAsync(CancellationToken cancellationToken)
    {
        keys.Refresh();
        var version = (await keys.GetCurrentAsync(cancellationToken)).Version;

        var counts = new int[3];
        await foreach (var kept in settings.ListEnvelopesAsync(cancellationToken))
        {
            counts[(int)await TryRewrapAsync(kept, cancellationToken)]++;
        }

        RotationReport report = new(version, counts[(int)Outcome.Rewrapped], counts[(int)Outcome.AlreadyCurrent], counts[(int)Outcome.Failed]);
        Log.Done(logger, report.Failed > 0 ? LogLevel.Error : LogLevel.Information, report.KeyVersion, report.Rewrapped, report.AlreadyCurrent, report.Failed);
        return report;
    }

    private async Task<Outcome> TryRewrapAsync(KeptEnvelope kept, CancellationToken cancellationToken)
    {
        try
        {
            return await RewrapAsync(kept, cancellationToken);
        }
        catch (Exception error) when (error is EnvelopeException or RequestFailedException)
        {
            return Outcome.Failed;
        }
    }

    private async Task<Outcome> RewrapAsync(KeptEnvelope kept, CancellationToken cancellationToken)
    {
        KeptEnvelope? latest = kept;
        while (latest is not null && await envelope.RewrapAsync(latest.UserId, latest.Envelope, cancellationToken) is { } rewrapped)
        {
            if (await settings.TryReplaceEnvelopeAsync(latest, rewrapped, cancellationToken))
            {
                return Outcome.Rewrapped;
            }

            latest = await settings.FindEnvelopeAsync(latest.UserId, cancellationToken);
        }

        return Outcome.AlreadyCurrent;
    }

    private static partial class Log
    {
        [LoggerMessage("Wrapping key {Version}: {Rewrapped} API keys re-wrapped, {AlreadyCurrent} already under it, {Failed} could not be and stay as they are")]
        public static partial void Done(ILogger logger, LogLevel level, string version, int rewrapped, int alreadyCurrent, int failed);
    }
}
