using System.Globalization;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Secrets;

/// <summary>The wrapping keys of one's own machine: they stand in its settings file, and count as soon as it is read anew.</summary>
public sealed class SettingsKeys(IOptionsMonitor<EncryptionOptions> options) : WrappingKeys
{
    public override ValueTask<WrappingKey> GetCurrentAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Parse(options.CurrentValue.KeysAtHome.MaxBy(key => int.Parse(key.Version, CultureInfo.InvariantCulture))));

    public override ValueTask<WrappingKey> GetAsync(string version, CancellationToken cancellationToken) =>
        options.CurrentValue.KeysAtHome.FirstOrDefault(key => key.Version == version) is { Version: not null } key
            ? ValueTask.FromResult(Parse(key))
            : throw EnvelopeException.UnknownKeyVersion(version, $"Encryption__WrappingKeys__{version} is not set");

    private static WrappingKey Parse((string Version, string Base64) key) =>
        WrappingKey.TryParse(key.Version, key.Base64) ?? throw new InvalidOperationException("The settings have been validated.");
}
