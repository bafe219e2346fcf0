using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Secrets;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public class EnvelopeTests
{
    // Sealed for ada, before owners had a fingerprint, by the app's first release under this key.
    private const string FirstKey = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    private const string FirstFormat = "v1.1.AwMDAwMDAwMDAwMDZePMDQ2lWVbqfyESZ8MgHyz3qgpTIVdLc0lKVeJe9gXkNenmvZydeSbXjrjq7Emx.AwMDAwMDAwMDAwMDR9enigldDM4TWv9Vb/NVvaLxiAAwyA==";

    private readonly IConfigurationRoot settings = new ConfigurationBuilder().AddInMemoryCollection([new("Encryption:WrappingKeys:1", FirstKey)]).Build();
    private readonly Envelope envelopes;

    public EnvelopeTests()
    {
        var services = new ServiceCollection().Configure<EncryptionOptions>(settings.GetSection(EncryptionOptions.Section)).BuildServiceProvider();
        envelopes = new(new SettingsKeys(services.GetRequiredService<IOptionsMonitor<EncryptionOptions>>()));
    }

    [Fact]
    public async Task What_was_sealed_opens_for_its_owner() => Assert.Equal("secret", await OpenAsync("ada", await SealAsync()));

    [Fact]
    public async Task The_same_secret_never_looks_the_same() => Assert.NotEqual(await SealAsync(), await SealAsync());

    [Fact]
    public async Task Another_owner_is_told_from_damage()
    {
        var envelope = await SealAsync();

        var opening = await FailureAsync(() => OpenAsync("bob", envelope));
        var rewrapping = await FailureAsync(() => envelopes.RewrapAsync("bob", FirstAgain(envelope), Account.Token));

        Assert.Equal(EnvelopeFailure.WrongOwner, opening.Failure);
        Assert.Equal(EnvelopeFailure.WrongOwner, rewrapping.Failure);
        Assert.Equal("secret", await OpenAsync("ada", envelope));
    }

    [Fact]
    public async Task A_flipped_bit_is_noticed_wherever_it_is_and_named()
    {
        var envelope = await SealAsync();
        var versionAt = "v2.".Length;
        var base64At = "v2.1.".Length;

        for (var bit = 0; bit < envelope.Length * 7; bit++)
        {
            var at = bit / 7;
            var flipped = envelope.ToCharArray();
            flipped[at] ^= (char)(1 << (bit % 7));

            var failure = await FailureAsync(() => OpenAsync("ada", new string(flipped)));

            var expected = at < versionAt || envelope[at] is '.' || flipped[at] is '.' ? EnvelopeFailure.UnknownFormat
                : at < base64At ? at == versionAt ? EnvelopeFailure.UnknownKeyVersion : EnvelopeFailure.UnknownFormat
                : EnvelopeFailure.Damaged;
            Assert.True(expected == failure.Failure, $"{new string(flipped)} is {failure.Failure}, not {expected}");
        }
    }

    [Fact]
    public async Task Parts_of_two_envelopes_make_none()
    {
        var one = (await SealAsync()).Split('.');
        var two = (await SealAsync()).Split('.');

        var failure = await FailureAsync(() => OpenAsync("ada", string.Join('.', one[0], one[1], one[2], two[3])));

        Assert.Equal(EnvelopeFailure.Damaged, failure.Failure);
    }

    [Fact]
    public async Task A_new_wrapping_key_seals_anew_as_soon_as_the_settings_are_read_again_and_the_old_one_still_opens()
    {
        var old = await SealAsync();
        SetKey("10", AppSetup.RandomKey());
        SetKey("9", AppSetup.RandomKey());

        Assert.Equal("secret", await OpenAsync("ada", old));
        Assert.StartsWith("v2.10.", await SealAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapping_key_that_is_gone_is_named_and_opens_again_once_it_is_back()
    {
        var old = await SealAsync();
        SetKey("2", AppSetup.RandomKey());
        SetKey("1", null);

        var failure = await FailureAsync(() => OpenAsync("ada", old));

        Assert.Equal(EnvelopeFailure.UnknownKeyVersion, failure.Failure);
        Assert.Contains("version 1", failure.Message, StringComparison.Ordinal);
        SetKey("1", FirstKey);
        Assert.Equal("secret", await OpenAsync("ada", old));
    }

    [Fact]
    public async Task A_wrapping_key_replaced_under_its_own_name_is_damage_that_names_it()
    {
        var old = await SealAsync();
        SetKey("1", AppSetup.RandomKey());

        var failure = await FailureAsync(() => OpenAsync("ada", old));

        Assert.Equal(EnvelopeFailure.Damaged, failure.Failure);
        Assert.Contains("wrapping key 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Re_wrapping_leaves_the_payload_alone_and_needs_the_old_key_no_more()
    {
        var old = await SealAsync();
        SetKey("2", AppSetup.RandomKey());

        var rewrapped = await envelopes.RewrapAsync("ada", old, Account.Token);

        SetKey("1", null);
        Assert.StartsWith("v2.2.", rewrapped, StringComparison.Ordinal);
        Assert.Equal(old.Split('.')[3], rewrapped!.Split('.')[3]);
        Assert.Equal("secret", await OpenAsync("ada", rewrapped));
        Assert.Null(await envelopes.RewrapAsync("ada", rewrapped, Account.Token));
    }

    [Fact]
    public async Task An_envelope_of_the_first_release_opens_and_is_brought_up_to_date()
    {
        var rewrapped = await envelopes.RewrapAsync("ada", FirstFormat, Account.Token);

        Assert.Equal("secret", await OpenAsync("ada", FirstFormat));
        Assert.StartsWith("v2.1.", rewrapped, StringComparison.Ordinal);
        Assert.Equal("secret", await OpenAsync("ada", rewrapped!));
        Assert.Equal(EnvelopeFailure.WrongOwner, (await FailureAsync(() => OpenAsync("bob", rewrapped!))).Failure);
    }

    [Fact]
    public async Task An_envelope_of_the_first_release_opens_for_nobody_else()
    {
        var failure = await FailureAsync(() => OpenAsync("bob", FirstFormat));

        Assert.Equal(EnvelopeFailure.Damaged, failure.Failure);
        Assert.Contains("cannot tell", failure.Message, StringComparison.Ordinal);
    }

    private Task<string> SealAsync() => envelopes.SealAsync("ada", "secret", Account.Token);

    private Task<string> OpenAsync(string owner, string envelope) => envelopes.OpenAsync(owner, envelope, Account.Token);

    private static Task<EnvelopeException> FailureAsync(Func<Task> act) => Assert.ThrowsAsync<EnvelopeException>(act);

    // What is wrapped under the current key is left alone unread: a newer key makes it worth a look.
    private string FirstAgain(string envelope)
    {
        SetKey("2", AppSetup.RandomKey());
        return envelope;
    }

    private void SetKey(string version, string? key)
    {
        settings[$"Encryption:WrappingKeys:{version}"] = key;
        settings.Reload();
    }
}
