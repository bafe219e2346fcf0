using PromptLab.Platform.Secrets;

namespace PromptLab.Settings;

/// <summary>The users' OpenRouter keys: they go in and are used, and are never sent out again.</summary>
public sealed class ApiKeys(SettingsStore settings, Envelope envelope)
{
    private const int HintLength = 4;

    /// <summary>Keeps the key, or removes it when null. Gives back the hint that may be shown: its last four characters.</summary>
    public async Task<string?> SaveAsync(string userId, string? apiKey, CancellationToken cancellationToken)
    {
        var hint = apiKey?[^HintLength..];
        await settings.SaveApiKeyAsync(userId, apiKey is null ? null : envelope.Seal(userId, apiKey), hint, cancellationToken);
        return hint;
    }

    public async Task<string?> FindAsync(string userId, CancellationToken cancellationToken) =>
        (await settings.GetAsync(userId, cancellationToken)).ApiKeyEnvelope is { } sealedKey ? envelope.Open(userId, sealedKey) : null;
}
