using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenRouterSimulator.Log;
using PromptLab.Settings;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>What a user allows: so many runs at once, and so much money for a run, a day and a month.</summary>
public class RunLimitTests(SharedApp shared)
{
    [Fact]
    public async Task No_more_runs_go_on_at_once_than_the_user_allows_and_those_that_wait_all_end()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (300, 5) });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await LimitAsync(ada, new { max_concurrent_runs = 3 });

        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ada.RunAsync(prompt)));
        await Eventually.TrueAsync(async () => (await ada.GetAsync("/api/runs/?status=succeeded")).Number("count") == runs.Length);

        Assert.InRange(app.Calls.Calls.Max(call => app.Calls.Calls.Count(other => other.StartedAt <= call.StartedAt && other.EndedAt > call.StartedAt)), 2, 3);
        Assert.Equal(runs.Length, app.Calls.Calls.Count);
        Assert.Empty((await LedgerAsync(app, ada)).Holds);
    }

    [Fact]
    public async Task A_run_that_finds_no_place_stays_queued_and_begins_when_one_is_free_without_being_asked_for()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (10, 20) });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Tell me about rivers."));
        await LimitAsync(ada, new { max_concurrent_runs = 1 });
        var first = await ada.RunAsync(prompt, A.Run("simulator/slow"));
        await Eventually.TrueAsync(async () => (await ada.GetAsync($"/api/runs/{first.Id()}/")).Text("status") is "running");
        var second = await ada.RunAsync(prompt);
        await Eventually.TrueAsync(async () => (await LedgerAsync(app, ada)).SomebodyWaits);

        Assert.Equal("queued", (await ada.GetAsync($"/api/runs/{second.Id()}/")).Text("status"));
        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{first.Id()}/cancel/");

        Assert.Equal("succeeded", (await ada.WaitForAsync(second.Id())).Text("status"));
        await Eventually.TrueAsync(async () => !(await LedgerAsync(app, ada)).SomebodyWaits);
    }

    [Fact]
    public async Task One_users_many_runs_do_not_hold_up_anothers_single_run()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (1_500, 2) });
        var (ada, bob) = (await app.RegisterAsync("Ada"), await app.RegisterAsync("Bob"));
        var (adas, bobs) = (await ada.CreatePromptAsync(), await bob.CreatePromptAsync());
        await LimitAsync(ada, new { max_concurrent_runs = 2 });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ada.RunAsync(adas)));

        var run = await bob.RunAsync(bobs);

        Assert.Equal("succeeded", (await bob.WaitForAsync(run.Id())).Text("status"));
        Assert.True((await ada.GetAsync("/api/runs/?status=queued")).Number("count") > 10);
    }

    [Fact]
    public async Task Parallel_runs_of_two_instances_never_spend_or_hold_more_than_the_day_allows()
    {
        const decimal Cap = 1m;
        AppSetup setup = new() { Listen = true, Storage = Azurite.NewAccount(), Overrides = { ["Auth:SigningKey"] = AppSetup.RandomKey(), ["RateLimits:RunsPerUser"] = "0" } };
        await using var app = await App.StartAsync(setup);
        await using var other = await App.StartAsync(setup);
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Hi", systemMessage: "", modelConfig: new { max_tokens = 5 }));
        await LimitAsync(ada, new { max_concurrent_runs = 16, daily_usd = Cap });
        List<decimal> seen = [];
        using CancellationTokenSource watched = new();
        var watching = WatchAsync();

        List<JsonElement> accepted = [];
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            var response = await ada.On(number % 2 == 0 ? app : other).SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run("simulator/dear"));
            var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Account.Token));
            if (response.StatusCode is HttpStatusCode.Accepted)
            {
                lock (accepted)
                {
                    accepted.Add(answer);
                }
            }
            else
            {
                Assert.Equal("urn:promptlab:budget-exceeded", answer.Text("type"));
            }
        });
        var ended = await Task.WhenAll(accepted.Select(run => ada.WaitForAsync(run.Id())));
        await watched.CancelAsync();
        await watching;

        Assert.All(ended.Where(run => run.Text("status") is not "succeeded"), run => Assert.Equal("budget-exceeded", run.Text("error_code")));
        Assert.Contains(ended, run => run.Text("status") is "succeeded");
        Assert.Equal([0.03m], ended.Where(run => !run.IsNull("total_cost_usd")).Select(run => run.GetProperty("total_cost_usd").GetDecimal()).Distinct());
        Assert.All(seen, money => Assert.InRange(money, 0, Cap));
        var ledger = await LedgerAsync(app, ada);
        Assert.Empty(ledger.Holds);
        Assert.Equal(ended.Where(run => !run.IsNull("total_cost_usd")).Sum(run => run.GetProperty("total_cost_usd").GetDecimal()), ledger.SpentAt(DateTimeOffset.UtcNow).Today);

        async Task WatchAsync()
        {
            while (!watched.IsCancellationRequested)
            {
                var ledger = await LedgerAsync(app, ada);
                seen.Add(ledger.SpentAt(DateTimeOffset.UtcNow).Today + ledger.Reserved);
                await Task.Delay(5, Account.Token);
            }
        }
    }

    [Fact]
    public async Task A_cap_on_the_answer_is_always_sent_and_the_users_own_is_left_alone()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var ours = await SentAsync(ada, prompt, A.Run());
        var own = await SentAsync(ada, prompt, new { model_id = "simulator/quick", variables = Variables, model_config = new { max_tokens = 77 } });

        Assert.True(ours.Number("max_completion_tokens") > 0);
        Assert.Equal(77, own.Number("max_tokens"));
        Assert.False(own.TryGetProperty("max_completion_tokens", out _));
    }

    [Fact]
    public async Task A_limit_per_run_shortens_the_answer_that_is_asked_for()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await LimitAsync(ada, new { per_run_usd = 0.0002m });

        var sent = await SentAsync(ada, prompt, A.Run());

        // 0.4 USD per million tokens, and the question has its price too.
        Assert.InRange(sent.Number("max_completion_tokens"), 256, 500);
    }

    [Fact]
    public async Task A_run_that_asks_for_more_than_its_limit_allows_is_refused_with_what_it_could_cost()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await LimitAsync(ada, new { per_run_usd = 0.001m });

        var response = await ada.SendAsync(
            "POST", $"/api/prompts/{prompt.Id()}/run/", new { model_id = "simulator/quick", variables = Variables, model_config = new { max_tokens = 1_000_000 } });

        var problem = await Problem.AssertAsync(response, HttpStatusCode.PaymentRequired, "budget-exceeded");
        Assert.Contains("could cost up to 0.4", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("0.001 USD a run", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Free_models_run_even_when_nothing_is_left()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await LimitAsync(ada, new { daily_usd = 0 });

        await Problem.AssertAsync(await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run()), HttpStatusCode.PaymentRequired, "budget-exceeded");
        var run = await ada.RunAsync(prompt, A.Run("simulator/free"));

        await ada.ListenAsync(run.Id());
        Assert.Equal("succeeded", (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("status"));
    }

    private static readonly object Variables = new { text = "Good morning", language = "French" };

    private static Task LimitAsync(Account account, object limits) => account.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits });

    private static async Task<SpendingLedger> LedgerAsync(App app, Account account) =>
        (await app.Services.GetRequiredService<Spending>().GetAsync(account.Id, Account.Token)).Ledger;

    private static async Task<JsonElement> SentAsync(Account account, JsonElement prompt, object run)
    {
        var created = await account.RunAsync(prompt, run);
        await account.ListenAsync(created.Id());
        return await account.GetAsync($"/api/runs/{created.Id()}/request/");
    }
}
