using System.Collections.Concurrent;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Secrets;

/// <summary>
/// The wrapping keys of Azure: the versions of one Key Vault secret, kept in memory once read. While the vault is silent or
/// throttles, what is in memory goes on working.
/// </summary>
public sealed partial class VaultKeys(SecretClient vault, IOptions<EncryptionOptions> options, TimeProvider clock, ILogger<VaultKeys> logger) : WrappingKeys
{
    /// <summary>How long a new version in the vault may stay unnoticed.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromHours(1);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    private readonly string secretName = options.Value.SecretName;
    private readonly ConcurrentDictionary<string, WrappingKey> known = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private volatile Current? current;
    private Task<WrappingKey>? reading;

    /// <summary>The vault, asked as the identity with which the host reaches storage.</summary>
    public static SecretClient Connect(IServiceProvider services)
    {
        var clientId = services.GetRequiredService<IConfiguration>()["AzureWebJobsStorage:clientId"]
            ?? throw new InvalidOperationException("Set AzureWebJobsStorage__clientId: the identity that may read Encryption__KeyVaultUri.");
        var address = services.GetRequiredService<IOptions<EncryptionOptions>>().Value.KeyVaultUri!;

        // A request waits for the answer: better a quick failure that can be told than the client's own patience.
        SecretClientOptions patience = new() { Retry = { MaxRetries = 2, NetworkTimeout = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(5) } };
        return new(new Uri(address), new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId)), patience);
    }

    public override ValueTask<WrappingKey> GetCurrentAsync(CancellationToken cancellationToken) =>
        current is { } found && clock.GetUtcNow() < found.FreshUntil ? new(found.Key) : new(ReadOnceAsync().WaitAsync(cancellationToken));

    public override async ValueTask<WrappingKey> GetAsync(string version, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(version, out var key))
        {
            return key;
        }

        var read = await VaultAnswer.OfAsync(() => ReadAsync(version, cancellationToken), version, cancellationToken);

        // Somebody has wrapped with a key that we had not heard of: our current one may be out of date.
        Refresh();
        return read;
    }

    public override void Refresh()
    {
        if (current is { } found)
        {
            current = found with { FreshUntil = DateTimeOffset.MinValue };
        }
    }

    /// <summary>However many requests find the key out of date, the vault is asked once.</summary>
    private Task<WrappingKey> ReadOnceAsync()
    {
        lock (gate)
        {
            return reading is { IsCompleted: false } ? reading : reading = ReadCurrentAsync();
        }
    }

    private async Task<WrappingKey> ReadCurrentAsync()
    {
        try
        {
            var key = await VaultAnswer.OfAsync(ReadNewestAsync, version: null, CancellationToken.None);
            current = new(key, clock.GetUtcNow() + Freshness);
            return key;
        }
        catch (EnvelopeException error) when (current is { } last)
        {
            Log.StaysWithLast(logger, error, last.Key.Version);
            current = last with { FreshUntil = clock.GetUtcNow() + PauseAfterFailure };
            return last.Key;
        }
    }

    private async Task<WrappingKey> ReadNewestAsync()
    {
        SecretProperties? newest = null;
        await foreach (var version in vault.GetPropertiesOfSecretVersionsAsync(secretName))
        {
            if (version.Enabled is true && (newest is null || version.CreatedOn > newest.CreatedOn))
            {
                newest = version;
            }
        }

        return newest is null
            ? throw EnvelopeException.KeyUnavailable($"secret {secretName} has no enabled version in Key Vault")
            : known.TryGetValue(newest.Version, out var key) ? key : await ReadAsync(newest.Version, CancellationToken.None);
    }

    private async Task<WrappingKey> ReadAsync(string version, CancellationToken cancellationToken)
    {
        // An empty or odd version would make the vault answer with another key than the one asked for.
        if (version.Length != 32 || !version.All(char.IsAsciiHexDigitLower))
        {
            throw EnvelopeException.UnknownKeyVersion(version, "no version in Key Vault has such a name");
        }

        var secret = await vault.GetSecretAsync(secretName, version, cancellationToken: cancellationToken);
        var key = WrappingKey.TryParse(version, secret.Value.Value)
            ?? throw EnvelopeException.KeyUnavailable($"version {version} of secret {secretName} is not 32 bytes in base64");
        return known.GetOrAdd(version, key);
    }

    private sealed record Current(WrappingKey Key, DateTimeOffset FreshUntil);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Key Vault could not be asked for a newer wrapping key; version {Version} stays in use")]
        public static partial void StaysWithLast(ILogger logger, Exception error, string version);
    }
}
