using System.Net;
using Azure.Data.Tables;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public class SettingsApiTests(SharedApp shared)
{
    private const string RevokedKey = "sk-or-v1-dead5511dead5511dead5511dead5511dead5511dead5511dead5511dead5511";

    [Fact]
    public async Task A_new_account_has_no_key_and_no_limits()
    {
        var ada = await shared.App.RegisterAsync();

        var settings = await ada.GetAsync("/api/settings/");

        Assert.False(settings.GetProperty("has_api_key").GetBoolean());
        Assert.True(settings.IsNull("api_key_hint"));
        var limits = settings.GetProperty("limits");
        Assert.True(limits.IsNull("daily_usd"));
        Assert.Equal(8, limits.Number("max_concurrent_runs"));
        Assert.Equal(0, limits.GetProperty("spent_today_usd").GetDecimal());
    }

    [Fact]
    public async Task A_key_that_OpenRouter_accepts_is_kept_and_shown_by_its_end()
    {
        var ada = await shared.App.RegisterAsync();

        var saved = await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });

        Assert.True(saved.GetProperty("verified").GetBoolean());
        Assert.Equal("51ab", saved.Text("api_key_hint"));
        Assert.Equal("51ab", (await ada.GetAsync("/api/settings/")).Text("api_key_hint"));
    }

    [Fact]
    public async Task A_key_that_OpenRouter_rejects_leaves_the_old_one_alone()
    {
        var ada = await shared.App.RegisterAsync();
        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });

        var response = await ada.SendAsync("PUT", "/api/settings/api-key/", new { api_key = RevokedKey });

        await Problem.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "api-key-rejected");
        Assert.Equal("51ab", (await ada.GetAsync("/api/settings/")).Text("api_key_hint"));
    }

    [Fact]
    public async Task An_OpenRouter_that_cannot_be_reached_keeps_the_key_unverified()
    {
        await using var app = await App.StartAsync(new() { OpenRouterIsDown = true });
        var ada = await app.RegisterAsync();

        var saved = await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });

        Assert.True(saved.GetProperty("has_api_key").GetBoolean());
        Assert.False(saved.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task A_removed_key_is_gone()
    {
        var ada = await shared.App.RegisterAsync();
        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });

        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = (string?)null });

        var settings = await ada.GetAsync("/api/settings/");
        Assert.False(settings.GetProperty("has_api_key").GetBoolean());
        Assert.True(settings.IsNull("api_key_hint"));
    }

    [Fact]
    public async Task A_name_and_limits_can_be_changed()
    {
        var ada = await shared.App.RegisterAsync();

        var changed = await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { full_name = "Ada L.", limits = new { daily_usd = 1.25m, max_concurrent_runs = 3 } });

        Assert.Equal("Ada L.", changed.GetProperty("user").Text("full_name"));
        Assert.Equal(1.25m, changed.GetProperty("limits").GetProperty("daily_usd").GetDecimal());
        Assert.Equal(3, changed.GetProperty("limits").Number("max_concurrent_runs"));
    }

    [Fact]
    public async Task The_key_stands_in_no_answer_no_log_line_and_no_table()
    {
        await using var app = await App.StartAsync(new() { Listen = true });
        var ada = await app.RegisterAsync();
        var answers = new List<string>
        {
            (await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey })).ToString(),
            (await ada.SendAsync("PUT", "/api/settings/api-key/", new { api_key = RevokedKey })).ToString(),
        };

        var prompt = await ada.CreatePromptAsync();
        foreach (var model in new[] { "openai/gpt-4.1-mini", "no/such-model" })
        {
            var run = await ada.RunAsync(prompt, A.Run(model));
            answers.AddRange((await ada.ListenAsync(run.Id())).Select(item => item.Data.ToString()));
        }

        answers.AddRange([(await ada.GetAsync("/api/settings/")).ToString(), (await ada.GetAsync("/api/runs/")).ToString()]);
        var kept = await EverythingInTablesAsync(app.Storage);

        Assert.Contains(kept, value => value.Contains(ada.Id, StringComparison.Ordinal));
        foreach (var secret in new[] { Account.ApiKey, RevokedKey, Account.ApiKey["sk-or-v1-".Length..] })
        {
            Assert.DoesNotContain(answers, text => text.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(app.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(kept, value => value.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static async Task<List<string>> EverythingInTablesAsync(string connectionString)
    {
        TableServiceClient service = new(connectionString);
        List<string> values = [];
        await foreach (var table in service.QueryAsync(cancellationToken: Account.Token))
        {
            await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Account.Token))
            {
                values.AddRange(row.Select(column => column.Value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : $"{column.Value}"));
            }
        }

        return values;
    }
}
