using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Secrets;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public class EnvelopeTests
{
    private readonly EncryptionOptions options = new() { WrappingKeys = { [1] = AppSetup.RandomKey() } };

    private Envelope Envelope => new(Options.Create(options));

    [Fact]
    public void What_was_sealed_opens_for_its_owner() => Assert.Equal("secret", Envelope.Open("ada", Envelope.Seal("ada", "secret")));

    [Fact]
    public void The_same_secret_never_looks_the_same() => Assert.NotEqual(Envelope.Seal("ada", "secret"), Envelope.Seal("ada", "secret"));

    [Fact]
    public void Another_owner_cannot_open_it() =>
        Assert.ThrowsAny<CryptographicException>(() => Envelope.Open("bob", Envelope.Seal("ada", "secret")));

    [Fact]
    public void A_changed_character_is_noticed_wherever_it_is()
    {
        var envelope = Envelope.Seal("ada", "secret");
        foreach (var part in new[] { 2, 3 })
        {
            var parts = envelope.Split('.');
            var bytes = Convert.FromBase64String(parts[part]);
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] ^= 1;
                parts[part] = Convert.ToBase64String(bytes);
                Assert.ThrowsAny<CryptographicException>(() => Envelope.Open("ada", string.Join('.', parts)));
                bytes[i] ^= 1;
            }
        }
    }

    [Fact]
    public void A_new_wrapping_key_seals_anew_and_the_old_one_still_opens()
    {
        var old = Envelope.Seal("ada", "secret");
        options.WrappingKeys[2] = AppSetup.RandomKey();

        Assert.Equal("secret", Envelope.Open("ada", old));
        Assert.StartsWith("v1.2.", Envelope.Seal("ada", "secret"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrapping_key_that_is_gone_is_named()
    {
        var old = Envelope.Seal("ada", "secret");
        options.WrappingKeys.Clear();
        options.WrappingKeys[2] = AppSetup.RandomKey();

        var error = Assert.Throws<CryptographicException>(() => Envelope.Open("ada", old));

        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
    }
}
