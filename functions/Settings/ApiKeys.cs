using Microsoft.Extensions.Logging;
using PromptLab.Platform.Http;
using PromptLab.Platform.Secrets;

namespace PromptLab.Settings;

/// <summary>The users' OpenRouter keys: they go in and are used, and are never sent out again.</summary>
public sealed partial class ApiKeys(SettingsStore settings, Envelope envelope, ILogger<ApiKeys> logger)
{
    private const int HintLength = 4;

    /// <summary>Keeps the key, or removes it when null. Gives back the hint that may be shown: its last four characters.</summary>
    public async Task<string?> SaveAsync(string userId, string? apiKey, CancellationToken cancellationToken)
    {
        var hint = apiKey?[^HintLength..];
        var sealedKey = apiKey is null ? null : await SealAsync(userId, apiKey, cancellationToken);
        await settings.SaveApiKeyAsync(userId, sealedKey, hint, cancellationToken);
        return hint;
    }

    /// <summary>The key, or null when none is kept. Throws <see cref="EnvelopeException"/> when it cannot be read.</summary>
    public async Task<string?> FindAsync(string userId, CancellationToken cancellationToken) =>
        await OpenAsync(userId, await settings.GetAsync(userId, cancellationToken), cancellationToken);

    /// <summary>The same out of settings that were read before.</summary>
    public async Task<string?> OpenAsync(string userId, UserSettings kept, CancellationToken cancellationToken) =>
        kept.ApiKeyEnvelope is { } sealedKey ? await envelope.OpenAsync(userId, sealedKey, cancellationToken) : null;

    /// <summary>The key for a request that cannot do without it.</summary>
    public async Task<string> GetAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(userId, cancellationToken) ?? throw ProblemException.ApiKeyMissing();
        }
        catch (EnvelopeException error)
        {
            Log.NotOpened(logger, error);
            throw error.Failure is EnvelopeFailure.KeyUnavailable
                ? ProblemException.VaultUnavailable("The key that protects yours cannot be had. Your key is still saved; try again in a few minutes.")
                : ProblemException.ApiKeyRejected("The saved key cannot be read any more. Save it again.");
        }
    }

    private async Task<string> SealAsync(string userId, string apiKey, CancellationToken cancellationToken)
    {
        try
        {
            return await envelope.SealAsync(userId, apiKey, cancellationToken);
        }
        catch (EnvelopeException error)
        {
            Log.NotSealed(logger, error);
            throw ProblemException.VaultUnavailable("The key that protects yours cannot be had. What you had before is unchanged; save the key again in a few minutes.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "An API key could not be sealed, and was not saved")]
        public static partial void NotSealed(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Error, "A saved API key could not be opened")]
        public static partial void NotOpened(ILogger logger, Exception error);
    }
}
