using System.Net;
using System.Text.Json;
using OpenRouterSimulator.Log;
using PromptLab.LocalHost;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

/// <summary>Whatever happens to a comparison's cells: each is run once, none is lost, and nothing is paid for that nobody asked for.</summary>
public class CellTests
{
    private static object[] Inputs(int count) => [.. Enumerable.Range(0, count).Select(number => new { text = $"Number {number}" })];

    [Fact]
    public async Task An_app_that_dies_before_it_has_queued_anything_leaves_it_to_the_message()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(Echo);

        // The first transaction after the comparison's own is that of its first runs.
        storage.BeforeSecond("POST", "$batch", () => Task.FromException(new InvalidOperationException("The app dies.")));
        var comparison = await ada.CompareAsync(A.Comparison(prompt, inputs: Inputs(60)));
        var board = await ada.GetAsync($"/api/comparisons/{comparison.Id()}/");
        Assert.Equal((60, 0), (board.Number("open_cells"), (await ada.GetAsync("/api/runs/")).Number("count")));

        await DeliverAsync(app, ada, comparison);

        await AssertEachCellRanOnceAsync(app, ada, comparison, 60);
    }

    [Fact]
    public async Task An_app_that_dies_half_way_through_queueing_has_no_cell_queued_twice()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(Echo);
        storage.BeforeSecond("POST", "$batch", () => { storage.LoseAnswerOnce("$batch"); return Task.CompletedTask; });

        // The first two dozen are written, but nobody hears of it.
        var comparison = await ada.CompareAsync(A.Comparison(prompt, inputs: Inputs(60)));
        await DeliverAsync(app, ada, comparison);
        await DeliverAsync(app, ada, comparison);

        await AssertEachCellRanOnceAsync(app, ada, comparison, 60);
    }

    [Fact]
    public async Task A_message_that_comes_many_times_at_once_on_two_instances_runs_each_cell_once()
    {
        AppSetup setup = new() { Storage = Azurite.NewAccount(), Overrides = { ["Auth:SigningKey"] = AppSetup.RandomKey() } };
        await using var app = await App.StartAsync(setup);
        await using var other = await App.StartAsync(setup);
        var ada = await app.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), inputs: Inputs(80)));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => DeliverAsync(number % 2 == 0 ? app : other, ada, comparison)));

        var board = await ada.WaitForBoardAsync(comparison.Id());
        Assert.All(board.GetProperty("cells").EnumerateArray(), cell => Assert.Equal(("succeeded", 1), (cell.Text("status"), cell.Number("attempts"))));
        Assert.Equal(80, app.Calls.Calls.Count + other.Calls.Calls.Count);
        Assert.Equal(80, (await ada.GetAsync("/api/runs/")).Number("count"));
    }

    [Fact]
    public async Task No_more_cells_run_at_once_than_the_user_allows_and_a_single_run_goes_before_them()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (200, 0) });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(Echo);
        await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { max_concurrent_runs = 3 } });
        var comparison = await ada.CompareAsync(A.Comparison(prompt, inputs: Inputs(100)));
        await Eventually.TrueAsync(() => app.Calls.Calls.Count > 3);

        var run = await ada.WaitForAsync((await ada.RunAsync(prompt, A.Run("simulator/echo", new { text = "Me first" }))).Id());
        var board = await ada.GetAsync($"/api/comparisons/{comparison.Id()}/");
        var most = app.Calls.Calls.Count(call => call.Outcome is Outcome.Running);
        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/comparisons/{comparison.Id()}/cancel/");

        Assert.Equal("succeeded", run.Text("status"));
        Assert.True(board.Number("open_cells") > 20, $"Only {board.Number("open_cells")} cells were left.");
        Assert.InRange(most, 0, 3);
        await ada.WaitForBoardAsync(comparison.Id());
    }

    [Fact]
    public async Task Cancel_stops_every_open_cell_and_resume_runs_those_anew_and_no_others()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (100, 0) });
        var ada = await app.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), inputs: Inputs(90)));
        var path = $"/api/comparisons/{comparison.Id()}/";
        await ada.WaitForBoardAsync(comparison.Id(), board => CountOf(board, "succeeded") > 5);

        var canceled = await ada.CallAsync(HttpStatusCode.OK, "POST", path + "cancel/");
        var stopped = await ada.WaitForBoardAsync(comparison.Id());
        var callsBefore = app.Calls.Calls.Count;
        var resumed = await ada.CallAsync(HttpStatusCode.Accepted, "POST", path + "resume/");
        var board = await ada.WaitForBoardAsync(comparison.Id());
        var nothing = await ada.CallAsync(HttpStatusCode.Accepted, "POST", path + "resume/");

        Assert.True(canceled.Number("cells") > 50);
        Assert.Equal(90, CountOf(stopped, "succeeded") + CountOf(stopped, "canceled"));
        Assert.Equal((CountOf(stopped, "canceled"), 0), (resumed.Number("cells"), nothing.Number("cells")));
        Assert.Equal(90, CountOf(board, "succeeded"));
        Assert.Equal(resumed.Number("cells"), app.Calls.Calls.Count - callsBefore);
        foreach (var (before, after) in stopped.GetProperty("cells").EnumerateArray().Zip(board.GetProperty("cells").EnumerateArray()))
        {
            Assert.Equal(before.Text("status") is "succeeded", before.GetProperty("run_id").ToString() == after.GetProperty("run_id").ToString());
        }
    }

    [Fact]
    public async Task What_a_failed_run_has_cost_counts_when_its_cell_runs_anew()
    {
        await using var app = await App.StartAsync(new() { Listen = true });
        var ada = await app.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), ["simulator/error-midstream-usage"]));
        var path = $"/api/comparisons/{comparison.Id()}/";
        var first = (await ada.WaitForBoardAsync(comparison.Id())).GetProperty("cells")[0];

        await ada.CallAsync(HttpStatusCode.Accepted, "POST", path + "resume/");
        var second = (await ada.WaitForBoardAsync(comparison.Id(), board => board.GetProperty("cells")[0].Number("attempts") == 2 && board.Number("open_cells") == 0)).GetProperty("cells")[0];

        Assert.Equal("failed", first.Text("status"));
        Assert.Equal(first.GetProperty("cost_usd").GetDecimal() + second.GetProperty("cost_usd").GetDecimal(), second.GetProperty("spent_usd").GetDecimal());
        Assert.Equal(2, (await ada.GetAsync($"/api/runs/?comparison_id={comparison.Id()}")).Number("count"));
    }

    [Fact]
    public async Task A_cell_that_meets_a_spent_limit_is_refused_and_can_be_resumed()
    {
        await using var app = await App.StartAsync(new() { Listen = true });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Hi {{ text }}", systemMessage: "", modelConfig: new { max_tokens = 5 }));
        await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { daily_usd = 0.1m } });
        var comparison = await ada.CompareAsync(A.Comparison(prompt, ["simulator/dear"], Inputs(12)));
        var refused = await ada.WaitForBoardAsync(comparison.Id());

        await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { daily_usd = 5m } });
        await ada.CallAsync(HttpStatusCode.Accepted, "POST", $"/api/comparisons/{comparison.Id()}/resume/");
        var board = await ada.WaitForBoardAsync(comparison.Id());

        Assert.InRange(CountOf(refused, "succeeded"), 1, 3);
        Assert.All(
            refused.GetProperty("cells").EnumerateArray().Where(cell => cell.Text("status") is "failed"), cell => Assert.Equal("budget-exceeded", cell.Text("error_code")));
        Assert.Equal(12, CountOf(board, "succeeded"));
        Assert.Equal(12, app.Calls.Calls.Count);
    }

    private static object Echo => A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: "");

    private static Task DeliverAsync(App app, Account account, JsonElement comparison) => app.Services.DeliverAsync(
        "comparisons", JsonSerializer.Serialize(new { ownerId = account.Id, comparisonId = comparison.Id() }), Account.Token);

    private static int CountOf(JsonElement board, string status) => board.GetProperty("cells").EnumerateArray().Count(cell => cell.Text("status") == status);

    private static async Task AssertEachCellRanOnceAsync(App app, Account account, JsonElement comparison, int count)
    {
        var board = await account.WaitForBoardAsync(comparison.Id());
        Assert.All(board.GetProperty("cells").EnumerateArray(), cell => Assert.Equal(("succeeded", 1), (cell.Text("status"), cell.Number("attempts"))));
        Assert.Equal(count, app.Calls.Calls.Count);
        Assert.Equal(count, (await account.GetAsync("/api/runs/")).Number("count"));
    }
}
