using System.Net;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using OpenRouterSimulator.Log;
using PromptLab.LocalHost;
using PromptLab.Platform.Json;
using PromptLab.Runs;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

public class RunExecutionTests(SharedApp shared)
{
    [Fact]
    public async Task Several_listeners_hear_the_same_answer_and_it_is_paid_once()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs) = (50, 30) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        var heard = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ada.ListenAsync(run.Id())));

        var text = Assert.Single(heard.Select(ReceivedEvent.TextOf).Distinct());
        Assert.NotEmpty(text);
        Assert.All(heard, events => Assert.Equal("done", events[^1].Type));
        Assert.Single(app.Calls.Calls);
    }

    [Fact]
    public async Task A_listener_that_comes_back_goes_on_where_it_stopped()
    {
        var ada = await shared.App.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        var all = await ada.ListenAsync(run.Id());
        var seen = all.First(item => item.Type is "delta");

        var rest = await ada.ListenAsync(run.Id(), seen.Id);

        var whole = ReceivedEvent.TextOf(all);
        var delta = Assert.Single(rest, item => item.Type is "delta");
        Assert.Equal(seen.Data.Text("text").Length, delta.Data.Number("offset"));
        Assert.Equal(whole, seen.Data.Text("text") + delta.Data.Text("text"));
    }

    [Fact]
    public async Task A_listener_that_leaves_does_not_stop_the_run()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs) = (50, 30) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        using (var response = await ada.SendAsync("GET", $"/api/runs/{run.Id()}/events/"))
        {
            using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Account.Token));
            while (await reader.ReadLineAsync(Account.Token) is not "event: delta")
            {
            }
        }

        Assert.Equal("succeeded", (await ada.WaitForAsync(run.Id())).Text("status"));
    }

    [Fact]
    public async Task A_cancelled_run_keeps_its_text_and_closes_the_call()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs) = (0, 20) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Tell me about rivers.")), A.Run("simulator/long"));
        var listening = ada.ListenAsync(run.Id());
        while ((await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("response_text").Length == 0)
        {
            await Task.Delay(50, Account.Token);
        }

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");

        var events = await listening;
        var canceled = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("canceled", canceled.Text("status"));
        Assert.Equal(ReceivedEvent.TextOf(events), canceled.Text("response_text"));
        Assert.Equal("stopped", canceled.Text("billing"));
        Assert.Equal(Outcome.Aborted, Assert.Single(app.Calls.Calls).Outcome);
    }

    [Fact]
    public async Task A_queued_run_that_is_cancelled_is_never_called()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");
        await app.DeliverRunAsync(ada, run);

        Assert.Equal("canceled", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
        Assert.Empty(app.Calls.Calls);
    }

    [Fact]
    public async Task A_poisoned_message_fails_its_run()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        await app.Services.DeliverAsync("runs-poison", App.MessageFor(ada, run), Account.Token);

        var failed = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("failed", failed.Text("status"));
        Assert.Equal("unexpected", failed.Text("error_code"));
    }

    [Fact]
    public async Task A_message_that_meets_a_live_claim_comes_again_when_it_has_run_out()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        var runs = app.Services.GetRequiredService<RunStore>();
        var stored = await runs.GetAsync(ada.Id, run.Id(), Account.Token);
        await runs.TryReplaceAsync(stored, stored.Run.Claim(RawJson.EmptyObject, DateTimeOffset.UtcNow), Account.Token);
        var before = await MessagesAsync(app);

        await app.DeliverRunAsync(ada, run);

        Assert.Equal(before + 1, await MessagesAsync(app));
        Assert.Empty(app.Calls.Calls);
    }

    private static async Task<int> MessagesAsync(App app) =>
        (await new QueueClient(app.Storage, "runs").GetPropertiesAsync(Account.Token)).Value.ApproximateMessagesCount;

    [Fact]
    public async Task A_claim_that_nobody_renews_is_taken_over_if_nothing_was_called()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        await AbandonAsync(app, ada, run.Id(), wasCalled: false);

        await app.DeliverRunAsync(ada, run);

        Assert.Equal("succeeded", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
        Assert.Single(app.Calls.Calls);
    }

    [Fact]
    public async Task A_claim_that_nobody_renews_is_never_paid_a_second_time()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        await AbandonAsync(app, ada, run.Id(), wasCalled: true);

        await app.DeliverRunAsync(ada, run);

        var interrupted = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("interrupted", interrupted.Text("status"));
        Assert.Equal("Half an ans", interrupted.Text("response_text"));
        Assert.Empty(app.Calls.Calls);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "may_continue")]
    public async Task A_cancel_that_a_dead_holder_never_heard_ends_the_run_without_a_call(bool wasCalled, string? billing)
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        await AbandonAsync(app, ada, run.Id(), wasCalled);
        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");

        await app.DeliverRunAsync(ada, run);

        var canceled = await ada.GetAsync($"/api/runs/{run.Id()}/");
        Assert.Equal("canceled", canceled.Text("status"));
        Assert.Equal(billing, canceled.GetProperty("billing").GetString());
        Assert.Empty(app.Calls.Calls);
    }

    /// <summary>Leaves the run as an instance would that died two minutes ago.</summary>
    private static async Task AbandonAsync(App app, Account account, string runId, bool wasCalled)
    {
        var runs = app.Services.GetRequiredService<RunStore>();
        var stored = await runs.GetAsync(account.Id, runId, Account.Token);
        var longAgo = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(2);
        var claimed = stored.Run.Claim(RawJson.EmptyObject, longAgo);
        Assert.NotNull(await runs.TryReplaceAsync(
            stored, wasCalled ? claimed.Call(longAgo) with { Answer = new("Half an ans", "") } : claimed, Account.Token));
    }
}
