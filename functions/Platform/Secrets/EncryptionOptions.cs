using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Startup;
using PromptLab.Platform.Storage;

namespace PromptLab.Platform.Secrets;

/// <summary>Where the wrapping keys are: the versions of a Key Vault secret, or the settings themselves. One of the two, never both.</summary>
public sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    /// <summary>The vault's address, such as https://promptlab.vault.azure.net; empty on one's own machine.</summary>
    public string? KeyVaultUri { get; set; }

    public string SecretName { get; set; } = "wrapping-key";

    /// <summary>At home: 32 bytes in base64 by version, which is 1, 2 and so on. The highest wraps what is new.</summary>
    public Dictionary<string, string?> WrappingKeys { get; } = [];

    public bool UsesKeyVault => !string.IsNullOrEmpty(KeyVaultUri);

    /// <summary>The keys that are set, by version; a setting left empty is none.</summary>
    public IEnumerable<(string Version, string Base64)> KeysAtHome =>
        from key in WrappingKeys
        where !string.IsNullOrEmpty(key.Value)
        select (key.Key, key.Value);
}

/// <summary>Refuses settings with which keys could be sealed and not opened again. No sentence repeats a key.</summary>
public sealed class EncryptionOptionsValidator(IConfiguration configuration) : IValidateOptions<EncryptionOptions>
{
    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Failures(EncryptionOptions options) => (options.UsesKeyVault, options.KeysAtHome.Any()) switch
    {
        (true, true) => ["Encryption__KeyVaultUri and Encryption__WrappingKeys are both set: keep the one that holds the wrapping keys and empty the other."],
        (false, false) => ["There is no wrapping key: set Encryption__WrappingKeys__1 to 32 random bytes in base64, or Encryption__KeyVaultUri to the vault that has one."],
        (true, false) => VaultFailures(options),
        (false, true) => options.KeysAtHome.SelectMany(key => KeyFailures(key.Version, key.Base64)),
    };

    private IEnumerable<string> VaultFailures(EncryptionOptions options)
    {
        if (!Addresses.IsHttps(options.KeyVaultUri))
        {
            yield return $"Encryption__KeyVaultUri is '{options.KeyVaultUri}', which is not an https address: set it to the vault's own, such as https://promptlab.vault.azure.net.";
        }

        if (string.IsNullOrEmpty(configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.ClientId)}"]))
        {
            yield return "AzureWebJobsStorage__clientId is not set: it names the identity that may read Encryption__KeyVaultUri.";
        }

        if (string.IsNullOrWhiteSpace(options.SecretName))
        {
            yield return "Encryption__SecretName is empty: it names the secret in Key Vault that holds the wrapping key.";
        }
    }

    private static IEnumerable<string> KeyFailures(string version, string base64)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number.ToString(CultureInfo.InvariantCulture) != version || number == 0)
        {
            yield return $"Encryption__WrappingKeys__{version} has no version: call the keys 1, 2 and so on.";
        }

        if (KeyText.Complaint($"Encryption__WrappingKeys__{version}", base64) is { } complaint)
        {
            yield return complaint;
        }
    }
}
