using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;
using PromptLab.Platform.Storage;
using PromptLab.Runs;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>A day that is over is kept as it was read. Whatever happens to its runs later, the figures are theirs as they are now.</summary>
public class RunDaysTests
{
    private static readonly DateTimeOffset Monday = DateTimeOffset.UtcNow.Date.AddDays(-9).AddHours(10);

    [Fact]
    public async Task Days_that_are_over_are_read_once_and_stay_right_whatever_comes_and_goes()
    {
        CountingTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage, Upstream = options => (options.FirstTokenMs, options.TokenMs, options.GenerationDelayMs) = (0, 0, 0) });
        var ada = await app.RegisterAsync();
        var (run, cost) = await RunAsync(ada);
        JsonObject late = Copy(run, Monday, untold: true), other = Copy(run, Monday.AddHours(1));
        await ada.ImportRunsAsync(late, other);

        Assert.Equal((3, 2 * cost, 1), await FiguresAsync(ada));
        storage.Take();
        Assert.Equal((3, 2 * cost, 1), await FiguresAsync(ada));
        Assert.Equal(["GET Runs", "GET Runs"], storage.Take());

        await app.Services.DeliverAsync("run-costs", JsonSerializer.Serialize(new { ownerId = ada.Id, runId = late["id"], attempt = 1 }), Account.Token);
        Assert.Equal((3, 3 * cost, 0), await FiguresAsync(ada));
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/runs/{other["id"]}/");
        Assert.Equal((2, 2 * cost, 0), await FiguresAsync(ada));
        await ada.ImportRunsAsync(Copy(run, Monday.AddHours(2)), Copy(run, Monday.AddDays(2)));
        Assert.Equal((4, 4 * cost, 0), await FiguresAsync(ada));
        Assert.Equal((4, 4 * cost, 0), await FiguresAsync(ada));
    }

    [Fact]
    public async Task A_day_that_changes_while_it_is_read_is_not_kept()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        var (run, cost) = await RunAsync(ada);
        JsonObject one = Copy(run, Monday), other = Copy(run, Monday.AddHours(1));
        await ada.ImportRunsAsync(one, other);

        var deleted = false;
        storage.BeforeOnce("POST", "$batch", async () =>
        {
            await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/runs/{one["id"]}/");
            deleted = true;
        });
        await FiguresAsync(ada);

        Assert.True(deleted);
        Assert.Equal((2, 2 * cost, 0), await FiguresAsync(ada));
    }

    [Fact]
    public async Task After_a_restore_no_day_is_taken_for_what_it_was()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var (run, cost) = await RunAsync(ada);
        var old = Copy(run, Monday);
        await ada.ImportRunsAsync(old);
        await FiguresAsync(ada);

        // Rows that were copied at different times may disagree: here the day was copied before the run was deleted.
        TableClient runs = new(app.Storage, "Runs");
        await runs.DeleteEntityAsync(ada.Id, "r-" + RowKeys.NewestFirst(Guid.Parse((string)old["id"]!)), cancellationToken: Account.Token);
        Assert.Equal(2, (await FiguresAsync(ada)).Runs);
        await RunRecovery.For(app.Services.GetRequiredService<StorageClients>(), TimeProvider.System).RecoverAsync(ada.Id, DateTimeOffset.UtcNow, Account.Token);

        Assert.Equal((1, cost, 0), await FiguresAsync(ada));
    }

    private static async Task<(JsonElement Run, decimal Cost)> RunAsync(Account account)
    {
        var started = await account.RunAsync(await account.CreatePromptAsync());
        await account.ListenAsync(started.Id());
        var run = await account.GetAsync($"/api/runs/{started.Id()}/");
        return (run, run.GetProperty("total_cost_usd").GetDecimal());
    }

    private static async Task<(int Runs, decimal Cost, int Unknown)> FiguresAsync(Account account)
    {
        var total = (await account.GetAsync("/api/run-analytics/")).GetProperty("total");
        return (total.Number("runs"), total.GetProperty("total_cost_usd").GetDecimal(), total.Number("unknown_costs"));
    }

    /// <summary>The same run at another time, as a document of the account has it.</summary>
    private static JsonObject Copy(JsonElement run, DateTimeOffset at, bool untold = false)
    {
        var copy = JsonNode.Parse(run.GetRawText())!.AsObject();
        copy["id"] = Guid.CreateVersion7(at).ToString();
        if (untold)
        {
            copy["total_cost_usd"] = null;
        }

        return copy;
    }
}
