using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Settings;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Operations;

public sealed class BackupTests : IDisposable
{
    private const string PaidModel = "openai/gpt-4.1-mini";

    private readonly BackupCommand command = new();
    private readonly Dictionary<string, string?> keys = new() { ["Encryption:WrappingKeys:1"] = AppSetup.RandomKey(), ["Auth:SigningKey"] = AppSetup.RandomKey() };

    public void Dispose() => command.Dispose();

    [Fact]
    public async Task An_app_on_the_restored_storage_answers_as_the_old_one_did()
    {
        await using var app = await StartAsync();
        var (ada, bob) = (await SeedAsync(app, "Ada"), await SeedAsync(app, "Bob"));
        var target = Azurite.NewAccount();

        var backedUp = (await command.BackUpAsync(app.Storage)).Succeeds();
        var restored = (await command.RestoreAsync(target)).Succeeds();

        Assert.Contains("2 API keys are sealed under wrapping key 1", backedUp.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("changed meanwhile", backedUp.Output, StringComparison.Ordinal);
        Assert.Matches("^Restored [0-9,]+ rows and [0-9]+ blobs into account[0-9]+ in .* s, and read all of them back$", restored.LastLine);
        await using var other = await StartAsync(target);
        foreach (var before in new[] { ada, bob })
        {
            var after = before.On(other);
            Assert.Equal(await AnswersAsync(before), await AnswersAsync(after));
            Assert.Equal(Account.ApiKey, await other.Services.GetRequiredService<ApiKeys>().FindAsync(after.Id, Account.Token));
            Assert.Equal(before.Id, (await Account.LoginAsync(other, before.Email)).Id);
            Assert.Equal("succeeded", (await RunToEndAsync(after)).Text("status"));
        }
    }

    [Fact]
    public async Task Every_type_that_a_column_can_have_comes_back_as_it_was()
    {
        var (source, target) = (await NewStorageAsync(), Azurite.NewAccount());
        TableEntity row = new("types", "öä \"quoted\"")
        {
            ["Text"] = "line\nline\t\u0001 ﷽ 😀",
            ["Empty"] = "",
            ["LooksLikeTime"] = "2026-01-01T00:00:00Z",
            ["odd_name"] = "odd",
            ["Int"] = int.MinValue,
            ["Long"] = long.MaxValue,
            ["SmallLong"] = 1L,
            ["Double"] = 0.1,
            ["WholeDouble"] = 1.0,
            ["Tiny"] = double.Epsilon,
            ["True"] = true,
            ["Id"] = Guid.CreateVersion7(),
            ["Binary"] = new byte[] { 0, 255, 10, 13 },
            ["At"] = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(1234567),
        };
        await TableOf(source).AddEntityAsync(row, Account.Token);
        BlobContainerClient texts = new(source, "texts");
        await texts.GetBlobClient("types/bytes").UploadAsync(new BinaryData(new byte[] { 0, 200, 10 }), new BlobUploadOptions
        {
            HttpHeaders = new() { ContentType = "image/png" },
            Metadata = new Dictionary<string, string> { ["made_by"] = "hand" },
        }, Account.Token);

        (await command.BackUpAsync(source)).Succeeds();
        (await command.RestoreAsync(target)).Succeeds();

        var back = (await TableOf(target).GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: Account.Token)).Value;
        foreach (var (name, value) in row)
        {
            Assert.Equal(value, back[name]);
            Assert.Equal(value.GetType(), back[name].GetType());
        }

        var blob = (await new BlobContainerClient(target, "texts").GetBlobClient("types/bytes").DownloadContentAsync(Account.Token)).Value;
        Assert.Equal([0, 200, 10], blob.Content.ToArray());
        Assert.Equal(("image/png", "hand"), (blob.Details.ContentType, blob.Details.Metadata["made_by"]));
    }

    [Fact]
    public async Task One_account_moves_alone_to_where_others_live()
    {
        await using var app = await StartAsync();
        var (ada, bob) = (await SeedAsync(app, "Ada"), await SeedAsync(app, "Bob"));
        await using var other = await StartAsync(Azurite.NewAccount());
        var eve = await SeedAsync(other, "Eve");
        var untouched = await AnswersAsync(eve);

        (await command.BackUpAsync(app.Storage, "--owner", ada.Email.ToUpperInvariant())).Succeeds();
        Assert.DoesNotContain(command.Files, file => File.ReadAllText(file).Contains(bob.Id, StringComparison.Ordinal) || File.ReadAllText(file).Contains("session-", StringComparison.Ordinal));
        (await command.RestoreAsync(other.Storage)).Succeeds();

        Assert.Equal(await AnswersAsync(ada), await AnswersAsync(ada.On(other)));
        Assert.Equal(ada.Id, (await Account.LoginAsync(other, ada.Email)).Id);
        Assert.Equal(untouched, await AnswersAsync(eve));
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.Client().PostAsync("/api/auth/login/", Login(bob), Account.Token)).StatusCode);
    }

    [Fact]
    public async Task Under_another_wrapping_key_the_account_is_whole_and_its_API_key_is_said_to_be_unreadable()
    {
        await using var app = await StartAsync();
        var ada = await SeedAsync(app, "Ada");
        await using var other = await App.StartAsync(new() { Overrides = { ["Auth:SigningKey"] = keys["Auth:SigningKey"] } });

        (await command.BackUpAsync(app.Storage, "--owner", ada.Id)).Succeeds();
        var restored = (await command.RestoreAsync(other.Storage)).Succeeds();

        Assert.Equal(await AnswersAsync(ada), await AnswersAsync(ada.On(other)));
        Assert.Equal("api-key-unreadable", (await RunToEndAsync(ada.On(other))).Text("error_code"));
        Assert.Contains("1 API keys are sealed under wrapping key 1", restored.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(command.Files, file => File.ReadAllText(file).Contains(Account.ApiKey, StringComparison.Ordinal));
    }

    private Task<App> StartAsync(string? storage = null) => App.StartAsync(new() { Storage = storage, Overrides = keys });

    /// <summary>A history with every place where texts can lie: rows, blobs, and a key that is sealed.</summary>
    private static async Task<Account> SeedAsync(App app, string name)
    {
        var account = await app.RegisterAsync(name);
        await account.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
        await account.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { daily_usd = 5, monthly_usd = 50.5 } });
        var prompt = await account.CreatePromptAsync(A.Prompt(userMessageTemplate: $"{{{{ text }}}} {new string('ä', 40_000)}"));
        await account.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("Say {{ text }} in {{ language }} 😀"));
        foreach (var model in new[] { "simulator/echo", PaidModel })
        {
            var run = await account.RunAsync(prompt, A.Run(model, new { text = new string('é', 30_000), language = "French" }));
            await account.ListenAsync(run.Id());
        }

        return account;
    }

    private static async Task<JsonElement> RunToEndAsync(Account account)
    {
        var run = await account.RunAsync(await account.CreatePromptAsync(), A.Run(PaidModel));
        await account.ListenAsync(run.Id());
        return await account.GetAsync($"/api/runs/{run.Id()}/");
    }

    /// <summary>Everything that the API tells of an account, but for when it was told.</summary>
    private static async Task<string> AnswersAsync(Account account)
    {
        var document = await account.GetAsync("/api/settings/export/");
        var timeless = document.EnumerateObject().Where(member => member.Name != "exported_at").ToDictionary(member => member.Name, member => member.Value);
        var runs = (await account.GetAsync("/api/runs/")).GetProperty("results").EnumerateArray().Select(run => run.Id());
        List<JsonElement> told = [await account.GetAsync("/api/prompts/?search=translator"), await account.GetAsync("/api/settings/")];
        foreach (var run in runs)
        {
            told.Add(await account.GetAsync($"/api/runs/{run}/"));
        }

        return JsonSerializer.Serialize(new { timeless, told });
    }

    private static JsonContent Login(Account account) =>
        JsonContent.Create(new { email = account.Email, password = Account.Password });

    private static TableClient TableOf(string storage) => new(storage, "Prompts");

    private async Task<string> NewStorageAsync()
    {
        await using var app = await StartAsync();
        return app.Storage;
    }
}
