using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Settings;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public sealed class ApiKeyRotationTests : IAsyncLifetime
{
    private const string PaidModel = "openai/gpt-4.1-mini";

    private readonly string storage = Azurite.NewAccount();
    private KeyVaultStandIn vault = null!;

    public async ValueTask InitializeAsync() => vault = await KeyVaultStandIn.StartAsync();

    public ValueTask DisposeAsync() => vault.DisposeAsync();

    [Fact]
    public async Task After_a_rotation_no_envelope_names_the_old_version_and_runs_go_on_without_it()
    {
        var old = vault.AddVersion();
        await using var app = await StartAsync();
        var (ada, bob) = (await WithKeyAsync(app), await WithKeyAsync(app));
        var newer = vault.AddVersion();
        Assert.Equal(old, Assert.Single(await ApiKeyRows.VersionsAsync(app)));

        await new ApiKeyRotationFunctions(RotationOf(app)).Rotate(new TimerInfo(), Account.Token);

        Assert.Equal(newer, Assert.Single(await ApiKeyRows.VersionsAsync(app)));
        vault.Purge(old);
        await using var restarted = await StartAsync();
        foreach (var account in new[] { ada, bob })
        {
            Assert.Equal(Account.ApiKey, await KeysOf(restarted).FindAsync(account.Id, Account.Token));
        }

        Assert.Equal("succeeded", (await RunAsync(ada)).Text("status"));
        Assert.Equal(new RotationReport(newer, 0, 2, 0), await RotationOf(restarted).RotateAsync(Account.Token));
    }

    [Fact]
    public async Task Keys_saved_and_used_during_rotations_are_never_lost()
    {
        vault.AddVersion();
        vault.PageSize = 25;
        await using var app = await StartAsync();
        var accounts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => WithKeyAsync(app)));

        var rotating = RotateUntilAsync(app, rewrapped: 20);
        var last = await Task.WhenAll(accounts.Select(account => SaveAndReadAsync(app, account, rotating)));
        var rotations = await rotating;

        var newest = vault.AddVersion();
        var report = await RotationOf(app).RotateAsync(Account.Token);
        Assert.Equal(new RotationReport(newest, accounts.Length, 0, 0), report);
        Assert.All(rotations, rotation => Assert.Equal(0, rotation.Failed));
        Assert.Equal(newest, Assert.Single(await ApiKeyRows.VersionsAsync(app)));
        foreach (var (account, key) in accounts.Zip(last))
        {
            Assert.Equal(key, await KeysOf(app).FindAsync(account.Id, Account.Token));
        }
    }

    [Fact]
    public async Task A_row_that_was_changed_since_it_was_read_is_not_written()
    {
        vault.AddVersion();
        await using var app = await StartAsync();
        var ada = await WithKeyAsync(app);
        var settings = app.Services.GetRequiredService<SettingsStore>();
        var read = await settings.FindEnvelopeAsync(ada.Id, Account.Token);
        await SaveAsync(ada, KeyNumber(7));

        Assert.False(await settings.TryReplaceEnvelopeAsync(read!, read!.Envelope, Account.Token));

        Assert.Equal(KeyNumber(7), await KeysOf(app).FindAsync(ada.Id, Account.Token));
    }

    [Fact]
    public async Task An_envelope_that_cannot_be_re_wrapped_stays_as_it_is_and_stops_no_other()
    {
        vault.AddVersion();
        await using var app = await StartAsync();
        var (ada, bob, eve) = (await WithKeyAsync(app), await WithKeyAsync(app), await WithKeyAsync(app));
        var stolen = await ApiKeyRows.ReadAsync(app, ada);
        await ApiKeyRows.WriteAsync(app, bob, "v1.garbage");
        await ApiKeyRows.WriteAsync(app, eve, stolen);
        var newer = vault.AddVersion();

        var report = await RotationOf(app).RotateAsync(Account.Token);

        Assert.Equal(new RotationReport(newer, 1, 0, 2), report);
        Assert.Equal("v1.garbage", await ApiKeyRows.ReadAsync(app, bob));
        Assert.Equal(stolen, await ApiKeyRows.ReadAsync(app, eve));
        Assert.Equal("api-key-unreadable", (await RunAsync(eve)).Text("error_code"));
        var line = Assert.Single(app.Log.Lines, line => line.Contains("2 could not be", StringComparison.Ordinal));
        Assert.StartsWith("Error:", line, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains(stolen, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_vault_is_down_a_run_says_so_and_the_key_is_still_there_afterwards()
    {
        vault.AddVersion();
        await using var before = await StartAsync();
        await using var app = await StartAsync();
        var ada = await app.RegisterAsync();
        await KeysOf(before).SaveAsync(ada.Id, Account.ApiKey, Account.Token);
        vault.Refusal = VaultRefusal.Down;

        var run = await RunAsync(ada);
        var refused = await ada.SendAsync("PUT", "/api/settings/api-key/", new { api_key = KeyNumber(7) });

        Assert.Equal("api-key-unavailable", run.Text("error_code"));
        await Problem.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "vault-unavailable");
        vault.Refusal = null;
        Assert.Equal(Account.ApiKey, await KeysOf(app).FindAsync(ada.Id, Account.Token));
        Assert.Equal("succeeded", (await RunAsync(ada)).Text("status"));
    }

    [Fact]
    public async Task At_home_a_second_key_in_the_settings_and_a_restart_are_enough()
    {
        Dictionary<string, string?> keys = new() { ["Encryption:WrappingKeys:1"] = AppSetup.RandomKey() };
        await using var app = await App.StartAsync(new() { Storage = storage, Overrides = keys });
        var ada = await WithKeyAsync(app);

        keys["Encryption:WrappingKeys:2"] = AppSetup.RandomKey();
        await using (var restarted = await App.StartAsync(new() { Storage = storage, Overrides = keys }))
        {
            await Eventually.TrueAsync(async () => (await ApiKeyRows.VersionsAsync(restarted)).SetEquals(["2"]));
        }

        keys["Encryption:WrappingKeys:1"] = null;
        await using var without = await App.StartAsync(new() { Storage = storage, Overrides = keys });
        Assert.Equal(Account.ApiKey, await KeysOf(without).FindAsync(ada.Id, Account.Token));
    }

    private Task<App> StartAsync() => App.StartAsync(new()
    {
        Storage = storage,
        Overrides = vault.Settings,
        Services = services => services.AddSingleton(vault.Client()),
    });

    private static ApiKeyRotation RotationOf(App app) => app.Services.GetRequiredService<ApiKeyRotation>();

    private static ApiKeys KeysOf(App app) => app.Services.GetRequiredService<ApiKeys>();

    private static string KeyNumber(int number) => $"sk-or-v1-{number:x64}";

    private static async Task<Account> WithKeyAsync(App app)
    {
        var account = await app.RegisterAsync();
        await SaveAsync(account, Account.ApiKey);
        return account;
    }

    private static Task SaveAsync(Account account, string key) => account.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = key });

    /// <summary>Goes on until the other is over, and ten times at least; gives back the last key.</summary>
    private static async Task<string> SaveAndReadAsync(App app, Account account, Task other)
    {
        var number = 0;
        while (++number < 10 || !other.IsCompleted)
        {
            await SaveAsync(account, KeyNumber(number));
            Assert.Equal(KeyNumber(number), await KeysOf(app).FindAsync(account.Id, Account.Token));
        }

        return KeyNumber(number - 1);
    }

    private async Task<List<RotationReport>> RotateUntilAsync(App app, int rewrapped)
    {
        List<RotationReport> reports = [];
        while (reports.Sum(report => report.Rewrapped) < rewrapped)
        {
            vault.AddVersion();
            reports.Add(await RotationOf(app).RotateAsync(Account.Token));
        }

        return reports;
    }

    private static async Task<JsonElement> RunAsync(Account account)
    {
        var run = await account.RunAsync(await account.CreatePromptAsync(), A.Run(PaidModel));
        await account.ListenAsync(run.Id());
        return await account.GetAsync($"/api/runs/{run.Id()}/");
    }
}
