using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Comparisons.Cells;
using PromptLab.LocalHost;
using PromptLab.Runs;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

public sealed class CellFaultTests : IAsyncLifetime
{
    private readonly HookedTransport storage = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private App app = null!;
    private Account ada = null!;
    private JsonElement prompt;

    public async ValueTask InitializeAsync()
    {
        app = await App.StartAsync(new() { Transport = storage, Clock = clock });
        ada = await app.RegisterAsync();
        prompt = await ada.CreatePromptAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Cells_that_could_not_be_queued_five_times_fail_with_a_reason_and_can_be_resumed()
    {
        var comparison = await CompareWithoutBeginningAsync(30);

        await DeliverAsync("comparisons-poison", comparison.Id());

        var failed = await ada.GetAsync($"/api/comparisons/{comparison.Id()}/");
        Assert.Equal(0, failed.Number("open_cells"));
        Assert.All(failed.GetProperty("cells").EnumerateArray(), cell => Assert.Equal(("failed", "unexpected"), (cell.Text("status"), cell.Text("error_code"))));
        Assert.Empty(app.Calls.Calls);

        clock.Advance(TimeSpan.FromSeconds(1));
        await ada.CallAsync(HttpStatusCode.Accepted, "POST", $"/api/comparisons/{comparison.Id()}/resume/");
        var board = await ada.WaitForBoardAsync(comparison.Id());
        Assert.All(board.GetProperty("cells").EnumerateArray(), cell => Assert.Equal("succeeded", cell.Text("status")));
        Assert.Equal(30, app.Calls.Calls.Count);
    }

    [Fact]
    public async Task A_poisoned_message_harms_no_cell_that_has_its_run()
    {
        var comparison = await ada.CompareAsync(A.Comparison(prompt));
        await ada.WaitForBoardAsync(comparison.Id());

        await DeliverAsync("comparisons-poison", comparison.Id());

        var cell = Assert.Single((await ada.GetAsync($"/api/comparisons/{comparison.Id()}/")).GetProperty("cells").EnumerateArray());
        Assert.Equal(("succeeded", 1), (cell.Text("status"), cell.Number("attempts")));
    }

    [Fact]
    public async Task A_comparison_whose_app_died_before_it_sent_the_message_is_found_by_the_sweep()
    {
        storage.BeforeOnce("POST", "messages", () => Task.FromException(new InvalidOperationException("The app dies.")));
        await ada.CallAsync(HttpStatusCode.InternalServerError, "POST", "/api/comparisons/", A.Comparison(prompt));
        var comparison = Assert.Single((await ada.GetAsync("/api/comparisons/")).GetProperty("results").EnumerateArray());

        await SweepAsync();
        Assert.Equal(0, await MessagesAsync());

        clock.Advance(TimeSpan.FromMinutes(2));
        await SweepAsync();
        Assert.Equal(1, await MessagesAsync());

        await DeliverAsync("comparisons", comparison.Id());
        var cell = Assert.Single((await ada.WaitForBoardAsync(comparison.Id())).GetProperty("cells").EnumerateArray());
        Assert.Equal(("succeeded", 1), (cell.Text("status"), cell.Number("attempts")));
    }

    [Fact]
    public async Task Cells_of_a_comparison_that_was_never_kept_are_forgotten()
    {
        storage.BeforeOnce("POST", "$batch", () => Task.FromException(new InvalidOperationException("The app dies.")));
        await ada.CallAsync(HttpStatusCode.InternalServerError, "POST", "/api/comparisons/", A.Comparison(prompt));
        clock.Advance(TimeSpan.FromHours(1.1));
        await SweepAsync();

        var pending = Assert.Single(await app.Services.GetRequiredService<PendingCells>().ListAsync(ada.Id, Account.Token));
        await DeliverAsync("comparisons", pending.ComparisonId.ToString());

        await SweepAsync();
        Assert.Equal(1, await MessagesAsync());
    }

    /// <summary>Its message is there, but the app dies before the first cell is queued.</summary>
    private async Task<JsonElement> CompareWithoutBeginningAsync(int inputs)
    {
        // The comparison's own transaction comes first.
        storage.BeforeSecond("POST", "$batch", () => Task.FromException(new InvalidOperationException("The app dies.")));
        var rows = Enumerable.Range(0, inputs).Select(number => (object)new { text = $"Row {number}", language = "French" });
        var comparison = await ada.CompareAsync(A.Comparison(prompt, inputs: [.. rows]));
        await Eventually.TrueAsync(() => app.Log.Lines.Any(line => line.Contains("broke off", StringComparison.Ordinal)));
        return comparison;
    }

    private Task SweepAsync() => ActivatorUtilities.CreateInstance<RunSweep>(app.Services).Sweep(new TimerInfo(), Account.Token);

    private Task DeliverAsync(string queue, string comparisonId) =>
        app.Services.DeliverAsync(queue, JsonSerializer.Serialize(new { ownerId = ada.Id, comparisonId }), Account.Token);

    private async Task<int> MessagesAsync() =>
        (await new QueueClient(app.Storage, "comparisons").GetPropertiesAsync(Account.Token)).Value.ApproximateMessagesCount;
}
