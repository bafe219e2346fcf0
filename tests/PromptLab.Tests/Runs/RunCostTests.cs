using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using OpenRouterSimulator;
using PromptLab.LocalHost;
using PromptLab.Platform.Json;
using PromptLab.Runs;
using PromptLab.Settings;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>The cost is what OpenRouter says it is: with the answer, or later on when the answer broke off.</summary>
public class RunCostTests
{
    [Fact]
    public async Task A_cancelled_runs_cost_is_unknown_until_OpenRouter_is_asked_and_then_exact()
    {
        await using var app = await App.StartAsync(new() { Upstream = Quickly });
        var ada = await app.RegisterAsync();
        await LimitAsync(ada);
        var run = await CancelledAsync(app, ada);

        Assert.True(run.IsNull("total_cost_usd"));
        Assert.NotEmpty(run.Text("generation_id"));
        Assert.True((await LedgerAsync(app, ada)).Reserved > 0);
        await AskAsync(app, ada, run, attempt: 1);

        var settled = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("canceled", settled.Text("status"));
        Assert.Equal("stopped", settled.Text("billing"));
        Assert.Equal(app.Calls.Calls.Single().Cost, settled.GetProperty("total_cost_usd").GetDecimal());
        Assert.True(settled.Number("output_tokens") > 0);
        var ledger = await LedgerAsync(app, ada);
        Assert.Equal(app.Calls.Calls.Single().Cost, ledger.DayUsd);
        Assert.Empty(ledger.Holds);
    }

    [Fact]
    public async Task A_cost_that_is_asked_for_many_times_is_spent_once()
    {
        await using var app = await App.StartAsync(new() { Upstream = Quickly });
        var ada = await app.RegisterAsync();
        var run = await CancelledAsync(app, ada);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AskAsync(app, ada, run, attempt: 1)));

        Assert.Equal(app.Calls.Calls.Single().Cost, (await LedgerAsync(app, ada)).DayUsd);
    }

    [Fact]
    public async Task As_long_as_OpenRouter_does_not_know_it_is_asked_again_and_in_the_end_the_money_is_let_go()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs, options.GenerationDelayMs) = (0, 20, 3_600_000) });
        var ada = await app.RegisterAsync();
        await LimitAsync(ada);
        var run = await CancelledAsync(app, ada);
        var waiting = await CostMessagesAsync(app);

        await AskAsync(app, ada, run, attempt: 1);
        Assert.Equal(waiting + 1, await CostMessagesAsync(app));
        Assert.NotEmpty((await LedgerAsync(app, ada)).Holds);

        await AskAsync(app, ada, run, attempt: 20);
        Assert.Equal(waiting + 1, await CostMessagesAsync(app));
        Assert.Empty((await LedgerAsync(app, ada)).Holds);
        Assert.True((await ada.GetAsync($"/api/runs/{run.Id()}/")).IsNull("total_cost_usd"));
    }

    [Fact]
    public async Task An_answer_that_does_not_say_what_it_cost_is_asked_for()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs, options.GenerationDelayMs) = (0, 0, 0) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(), A.Run("simulator/no-usage"));
        await ada.ListenAsync(run.Id());

        await Eventually.TrueAsync(async () => !(await ada.GetAsync($"/api/runs/{run.Id()}/")).IsNull("total_cost_usd"));

        Assert.Equal(app.Calls.Calls.Single().Cost, (await ada.GetAsync($"/api/runs/{run.Id()}/")).GetProperty("total_cost_usd").GetDecimal());
    }

    [Fact]
    public async Task A_run_whose_holder_died_in_the_middle_is_asked_for_too()
    {
        await using var app = await App.StartAsync(new() { Upstream = Quickly });
        var ada = await app.RegisterAsync();
        var finished = await ada.RunAsync(await ada.CreatePromptAsync());
        await ada.ListenAsync(finished.Id());
        var generationId = (await ada.GetAsync($"/api/runs/{finished.Id()}/")).Text("generation_id");

        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        var runs = app.Services.GetRequiredService<RunStore>();
        var stored = await runs.GetAsync(ada.Id, run.Id(), Account.Token);
        var longAgo = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(5);
        var died = stored.Run.Claim(RawJson.EmptyObject, longAgo).Call(longAgo).Renew(new("Half an ans", ""), new() { GenerationId = generationId }, longAgo);
        Assert.NotNull(await runs.TryReplaceAsync(stored, died, Account.Token));

        await app.DeliverRunAsync(ada, run);
        await AskAsync(app, ada, run, attempt: 1);

        var interrupted = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("interrupted", interrupted.Text("status"));
        Assert.Equal(app.Calls.Calls.Single().Cost, interrupted.GetProperty("total_cost_usd").GetDecimal());
    }

    private static void Quickly(SimulatorOptions options) => (options.FirstTokenMs, options.TokenMs, options.GenerationDelayMs) = (0, 20, 0);

    private static Task LimitAsync(Account account) => account.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { daily_usd = 5 } });

    private static async Task<JsonElement> CancelledAsync(App app, Account account)
    {
        var run = await account.RunAsync(await account.CreatePromptAsync(A.Prompt(userMessageTemplate: "Tell me about rivers.")), A.Run("simulator/slow"));
        var listening = account.ListenAsync(run.Id());
        await Eventually.TrueAsync(async () => (await account.GetAsync($"/api/runs/{run.Id()}/")).Text("response_text").Length > 0);
        await account.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");
        await listening;
        await Eventually.TrueAsync(() => app.Calls.Calls.Single().EndedAt is not null);
        return await account.GetAsync($"/api/runs/{run.Id()}/");
    }

    private static Task AskAsync(App app, Account account, JsonElement run, int attempt) =>
        app.Services.DeliverAsync("run-costs", JsonSerializer.Serialize(new { ownerId = account.Id, runId = run.Id(), attempt }), Account.Token);

    private static async Task<int> CostMessagesAsync(App app) =>
        (await new QueueClient(app.Storage, "run-costs").GetPropertiesAsync(Account.Token)).Value.ApproximateMessagesCount;

    private static async Task<SpendingLedger> LedgerAsync(App app, Account account) =>
        (await app.Services.GetRequiredService<Spending>().GetAsync(account.Id, Account.Token)).Ledger;
}
