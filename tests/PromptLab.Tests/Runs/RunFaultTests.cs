using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PromptLab.LocalHost;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>Whatever fails under a run: nothing is lost that was paid for, and nothing is paid for twice.</summary>
public class RunFaultTests
{
    private const string Slow = "simulator/slow";

    [Fact]
    public async Task A_message_that_comes_many_times_at_once_makes_one_call()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.DeliverRunAsync(ada, run)));

        Assert.Equal("succeeded", (await ada.WaitForAsync(run.Id())).Text("status"));
        Assert.Single(app.Calls.Calls);
    }

    [Fact]
    public async Task A_message_for_a_finished_run_or_for_none_changes_nothing()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        await ada.ListenAsync(run.Id());
        var before = await ada.GetAsync($"/api/runs/{run.Id()}/");

        await app.DeliverRunAsync(ada, run);
        await app.Services.DeliverAsync("runs", JsonSerializer.Serialize(new { ownerId = ada.Id, runId = Guid.NewGuid() }), Account.Token);

        Assert.Equal(before.GetRawText(), (await ada.GetAsync($"/api/runs/{run.Id()}/")).GetRawText());
        Assert.Single(app.Calls.Calls);
    }

    [Fact]
    public async Task Storage_that_fails_in_the_middle_of_an_answer_costs_nothing_of_it()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (0, 20) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Tell me about rivers.")));
        var listening = ada.ListenAsync(run.Id());
        await Eventually.TrueAsync(() => app.Calls.Calls.Count == 1);

        storage.IsDown = true;
        await Eventually.TrueAsync(() => app.Calls.Calls[0].EndedAt is not null);
        await Task.Delay(1_000, Account.Token);
        storage.IsDown = false;
        var events = await listening;

        Assert.Equal("done", events[^1].Type);
        var finished = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("succeeded", finished.Text("status"));
        Assert.Equal(ReceivedEvent.TextOf(events), finished.Text("response_text"));
        Assert.Equal(app.Calls.Calls[0].Cost, finished.GetProperty("total_cost_usd").GetDecimal());
        Assert.Equal(app.Calls.Calls[0].Cost, await SpentAsync(ada));
    }

    [Fact]
    public async Task A_claim_that_storage_wrote_and_could_not_confirm_is_a_claim()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        storage.LoseAnswerOnce("$batch");
        await app.DeliverRunAsync(ada, run);

        Assert.Equal("succeeded", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
        Assert.Single(app.Calls.Calls);
    }

    [Fact]
    public async Task An_end_that_storage_wrote_and_could_not_confirm_is_told_as_it_is()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (300, 5) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        var listening = ada.ListenAsync(run.Id());
        await Eventually.TrueAsync(() => app.Calls.Calls.Count == 1);

        storage.LoseAnswerOnce("$batch");
        var events = await listening;

        var finished = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("succeeded", finished.Text("status"));
        Assert.Equal("done", events[^1].Type);
        Assert.Equal(finished.GetRawText(), events[^1].Data.GetProperty("run").GetRawText());
        Assert.Equal(ReceivedEvent.TextOf(events), finished.Text("response_text"));
    }

    [Fact]
    public async Task A_holder_that_was_taken_for_dead_still_brings_its_answer_home()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs) = (0, 100) });
        // To another instance, whose clock is an hour ahead, every lease has run out.
        await using var ahead = await App.StartAsync(new() { Storage = app.Storage, Clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Tell me about rivers.")));
        var listening = ada.ListenAsync(run.Id());
        await Eventually.TrueAsync(async () => (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("response_text").Length > 0);

        await ahead.DeliverRunAsync(ada, run);
        Assert.Equal("interrupted", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
        var events = await listening;

        var finished = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("succeeded", finished.Text("status"));
        Assert.True(finished.IsNull("error_code"));
        Assert.Equal(ReceivedEvent.TextOf(events), finished.Text("response_text"));
        Assert.Equal(finished.GetProperty("total_cost_usd").GetDecimal(), await SpentAsync(ada));
        Assert.Single(app.Calls.Calls);
        Assert.Empty(ahead.Calls.Calls);
    }

    [Fact]
    public async Task A_cancel_at_another_instance_closes_the_call()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["Auth:SigningKey"] = Key } });
        await using var other = await App.StartAsync(new() { Storage = app.Storage, Overrides = { ["Auth:SigningKey"] = Key } });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Tell me about rivers.")), A.Run(Slow));
        var listening = ada.ListenAsync(run.Id());
        await Eventually.TrueAsync(async () => (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("response_text").Length > 0);

        await ada.On(other).CallAsync(System.Net.HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");
        var events = await listening;

        var canceled = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("canceled", canceled.Text("status"));
        Assert.Equal(ReceivedEvent.TextOf(events), canceled.Text("response_text"));
        await Eventually.TrueAsync(() => app.Calls.Calls.Single().Outcome is OpenRouterSimulator.Log.Outcome.Aborted);
    }

    [Fact]
    public async Task A_poisoned_message_of_a_run_that_somebody_executes_harms_it_not()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs) = (300, 5) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        var listening = ada.ListenAsync(run.Id());
        await Eventually.TrueAsync(async () => (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status") is "running");

        await app.Services.DeliverAsync("runs-poison", App.MessageFor(ada, run), Account.Token);

        Assert.Equal("done", (await listening)[^1].Type);
        Assert.Equal("succeeded", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
    }

    private static string Key { get; } = AppSetup.RandomKey();

    private static async Task<decimal> SpentAsync(Account account) =>
        (await account.GetAsync("/api/settings/")).GetProperty("limits").GetProperty("spent_today_usd").GetDecimal();
}
