using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Platform.Secrets;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public sealed class EnvelopeVaultTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private KeyVaultStandIn vault = null!;

    public async ValueTask InitializeAsync() => vault = await KeyVaultStandIn.StartAsync();

    public ValueTask DisposeAsync() => vault.DisposeAsync();

    [Fact]
    public async Task The_vaults_challenge_is_answered_and_no_key_leaves_it_before()
    {
        var version = vault.AddVersion();

        await NewKeys().GetAsync(version, Account.Token);

        Assert.Equal(("", 401), (vault.Calls.First().Authorization, vault.Calls.First().Status));
        Assert.All(vault.Calls.Skip(1), call => Assert.Equal(200, call.Status));
        var asked = Assert.Single(vault.Credential.Asked);
        Assert.Equal("https://vault.azure.net/.default", Assert.Single(asked.Scopes));
        Assert.Equal(KeyVaultStandIn.Tenant, asked.TenantId);
    }

    [Fact]
    public async Task The_newest_enabled_version_is_current_on_whatever_page_it_stands()
    {
        for (var older = 0; older < 6; older++)
        {
            vault.AddVersion();
        }

        var newest = vault.AddVersion();
        vault.SetEnabled(vault.AddVersion(), enabled: false);

        Assert.Equal(newest, (await CurrentAsync(NewKeys())).Version);
        Assert.Equal(4, vault.Calls.Count(call => call.Path.EndsWith("/versions", StringComparison.Ordinal) && call.Status is 200));
    }

    [Fact]
    public async Task An_old_version_is_fetched_once()
    {
        var old = vault.AddVersion();
        var envelope = await new Envelope(NewKeys()).SealAsync("ada", "secret", Account.Token);
        vault.AddVersion();
        Envelope another = new(NewKeys());

        for (var time = 0; time < 3; time++)
        {
            Assert.Equal("secret", await another.OpenAsync("ada", envelope, Account.Token));
        }

        Assert.StartsWith($"v2.{old}.", envelope, StringComparison.Ordinal);
        Assert.Equal(2, vault.ReadsOf(old));
    }

    [Fact]
    public async Task A_new_version_is_noticed_within_the_hour()
    {
        var (keys, old) = (NewKeys(), vault.AddVersion());
        await CurrentAsync(keys);
        var newer = vault.AddVersion();

        clock.Advance(VaultKeys.Freshness - TimeSpan.FromSeconds(1));
        Assert.Equal(old, (await CurrentAsync(keys)).Version);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(newer, (await CurrentAsync(keys)).Version);
    }

    [Fact]
    public async Task An_envelope_under_a_version_not_seen_before_has_the_current_one_read_again()
    {
        var keys = NewKeys();
        vault.AddVersion();
        await CurrentAsync(keys);
        var newer = vault.AddVersion();

        await keys.GetAsync(newer, Account.Token);

        Assert.Equal(newer, (await CurrentAsync(keys)).Version);
    }

    [Fact]
    public async Task Many_requests_at_once_ask_the_vault_once()
    {
        var (keys, version) = (NewKeys(), vault.AddVersion());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CurrentAsync(keys)));

        Assert.Equal(1, vault.ReadsOf(version));
        Assert.Single(vault.Calls, call => call.Path.EndsWith("/versions", StringComparison.Ordinal) && call.Status is 200);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", "Key Vault does not have it")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF", "no version in Key Vault has such a name")]
    [InlineData("1", "no version in Key Vault has such a name")]
    [InlineData("../../keys/another", "no version in Key Vault has such a name")]
    public async Task A_version_that_the_vault_does_not_have_is_named(string version, string why)
    {
        vault.AddVersion();

        var failure = await FailureAsync(NewKeys(), version);

        Assert.Equal(EnvelopeFailure.UnknownKeyVersion, failure.Failure);
        Assert.Contains($"version {version}: {why}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_version_is_said_to_be_and_opens_again_once_it_is_enabled()
    {
        var (keys, version) = (NewKeys(), vault.AddVersion());
        vault.SetEnabled(version, enabled: false);

        var failure = await FailureAsync(keys, version);

        Assert.Equal(EnvelopeFailure.UnknownKeyVersion, failure.Failure);
        Assert.Contains($"version {version}: it is disabled in Key Vault", failure.Message, StringComparison.Ordinal);
        vault.SetEnabled(version, enabled: true);
        Assert.Equal(version, (await keys.GetAsync(version, Account.Token)).Version);
    }

    [Theory]
    [InlineData(VaultRefusal.Throttled, "Key Vault answered 429 Throttled")]
    [InlineData(VaultRefusal.NoRight, "Key Vault answered 403 ForbiddenByRbac")]
    [InlineData(VaultRefusal.Down, "Key Vault answered 503 ServiceUnavailable")]
    public async Task While_the_vault_refuses_what_is_known_goes_on_and_what_is_not_says_why(VaultRefusal refusal, string why)
    {
        var (keys, unseen, seen) = (NewKeys(), vault.AddVersion(), vault.AddVersion());
        await CurrentAsync(keys);
        clock.Advance(VaultKeys.Freshness);
        vault.Refusal = refusal;

        Assert.Equal(seen, (await CurrentAsync(keys)).Version);
        var calls = vault.Calls.Count;
        Assert.Equal(seen, (await CurrentAsync(keys)).Version);
        Assert.Equal(calls, vault.Calls.Count);
        var failure = await FailureAsync(keys, unseen);
        Assert.Equal(EnvelopeFailure.KeyUnavailable, failure.Failure);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);

        vault.Refusal = null;
        Assert.Equal(unseen, (await keys.GetAsync(unseen, Account.Token)).Version);
    }

    [Theory]
    [InlineData("no version", null)]
    [InlineData("a password", "hunter2")]
    [InlineData("a short key", "BwcHBwcHBwcHBwcHBwcHBw==")]
    public async Task A_secret_that_holds_no_key_is_said_to_be_unusable_and_is_not_told(string what, string? value)
    {
        if (value is not null)
        {
            vault.AddVersion(value);
        }

        var failure = await Assert.ThrowsAsync<EnvelopeException>(() => CurrentAsync(NewKeys()));

        Assert.True(failure.Failure is EnvelopeFailure.KeyUnavailable, what);
        Assert.Contains(KeyVaultStandIn.SecretName, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value ?? "hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    private VaultKeys NewKeys() =>
        new(vault.Client(), Options.Create(new EncryptionOptions { SecretName = KeyVaultStandIn.SecretName }), clock, NullLogger<VaultKeys>.Instance);

    private static Task<WrappingKey> CurrentAsync(VaultKeys keys) => keys.GetCurrentAsync(Account.Token).AsTask();

    private static Task<EnvelopeException> FailureAsync(VaultKeys keys, string version) =>
        Assert.ThrowsAsync<EnvelopeException>(() => keys.GetAsync(version, Account.Token).AsTask());
}
