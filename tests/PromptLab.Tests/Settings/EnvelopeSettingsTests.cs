using Microsoft.Extensions.Options;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public class EnvelopeSettingsTests
{
    private const string Good = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    private const string Short = "BwcHBwcHBwcHBwcHBwcHBw==";

    [Theory]
    [InlineData("no source at all", null, "wrapping-key", "1", "", "There is no wrapping key")]
    [InlineData("both sources", "https://pl.vault.azure.net", "wrapping-key", "1", Good, "both set")]
    [InlineData("a short key", "", "wrapping-key", "1", Short, "Encryption__WrappingKeys__1 is not 32 bytes")]
    [InlineData("what is no base64", "", "wrapping-key", "1", "***", "Encryption__WrappingKeys__1 is not 32 bytes")]
    [InlineData("a key without a version", "", "wrapping-key", "new", Good, "Encryption__WrappingKeys__new has no version")]
    [InlineData("a vault without a name", "https://pl.vault.azure.net", " ", "1", "", "Encryption__SecretName is empty")]
    [InlineData("a vault without https", "http://pl.vault.azure.net", "wrapping-key", "1", "", "not an https address")]
    public async Task The_app_does_not_start_with(string what, string? vault, string secret, string version, string key, string complaint)
    {
        AppSetup setup = new()
        {
            Overrides = new()
            {
                ["Encryption:WrappingKeys:1"] = null,
                [$"Encryption:WrappingKeys:{version}"] = key,
                ["Encryption:KeyVaultUri"] = vault,
                ["Encryption:SecretName"] = secret,
            },
        };

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => App.StartAsync(setup));

        Assert.True(error.Message.Contains(complaint, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(key.Length == 0 || !error.Message.Contains(key, StringComparison.Ordinal), $"{what}: the key itself is told");
    }
}
