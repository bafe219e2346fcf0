using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Platform.Json;
using PromptLab.Runs;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

public sealed class RunSweepTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private App app = null!;
    private Account ada = null!;
    private JsonElement prompt;

    private QueueClient Queue => new(app.Storage, "runs");

    public async ValueTask InitializeAsync()
    {
        app = await App.StartAsync(new() { Clock = clock });
        ada = await app.RegisterAsync();
        prompt = await ada.CreatePromptAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_run_whose_message_got_lost_gets_another()
    {
        var run = await ada.RunAsync(prompt);
        await Queue.ClearMessagesAsync(Account.Token);

        await SweepAsync();
        Assert.Empty(await MessagesAsync());

        clock.Advance(TimeSpan.FromSeconds(61));
        await SweepAsync();
        Assert.Equal(run.Id(), Assert.Single(await MessagesAsync()));
    }

    [Fact]
    public async Task A_run_whose_holder_died_gets_a_message_and_a_live_one_gets_none()
    {
        var (dead, live) = (await ada.RunAsync(prompt), await ada.RunAsync(prompt));
        var runs = app.Services.GetRequiredService<RunStore>();
        foreach (var (run, claimedAt) in new[] { (dead, clock.GetUtcNow() - Run.Lease), (live, clock.GetUtcNow()) })
        {
            var stored = await runs.GetAsync(ada.Id, run.Id(), Account.Token);
            Assert.NotNull(await runs.TryReplaceAsync(stored, stored.Run.Claim(RawJson.EmptyObject, claimedAt), Account.Token));
        }

        await Queue.ClearMessagesAsync(Account.Token);

        await SweepAsync();

        Assert.Equal(dead.Id(), Assert.Single(await MessagesAsync()));
    }

    [Fact]
    public async Task A_run_that_its_holder_should_have_renewed_gets_a_message_for_the_end_of_its_claim()
    {
        var run = await ada.RunAsync(prompt);
        var runs = app.Services.GetRequiredService<RunStore>();
        var stored = await runs.GetAsync(ada.Id, run.Id(), Account.Token);
        await runs.TryReplaceAsync(stored, stored.Run.Claim(RawJson.EmptyObject, clock.GetUtcNow() - TimeSpan.FromSeconds(31)), Account.Token);
        await Queue.ClearMessagesAsync(Account.Token);

        await SweepAsync();

        // It is there, and hidden for as long as the claim holds.
        Assert.Equal(1, (await Queue.GetPropertiesAsync(Account.Token)).Value.ApproximateMessagesCount);
        Assert.Empty(await MessagesAsync());
    }

    [Fact]
    public async Task Runs_that_are_over_are_not_looked_at_and_of_those_that_wait_the_oldest_are_woken()
    {
        await ada.ListenAsync((await ada.RunAsync(prompt)).Id());
        List<string> waiting = [];
        for (var number = 0; number < 12; number++)
        {
            waiting.Add((await ada.RunAsync(prompt)).Id());
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Queue.ClearMessagesAsync(Account.Token);
        clock.Advance(TimeSpan.FromMinutes(2));

        await SweepAsync();

        Assert.Equal(waiting.Take(8), await MessagesAsync());
    }

    [Fact]
    public async Task An_owner_is_looked_at_as_long_as_a_run_is_open_and_then_forgotten()
    {
        var run = await ada.RunAsync(prompt);
        await Queue.ClearMessagesAsync(Account.Token);

        clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync();
        Assert.Equal(run.Id(), Assert.Single(await MessagesAsync()));

        await app.DeliverRunAsync(ada, run);
        await SweepAsync();
        Assert.Empty(await OwnersAsync());
    }

    [Fact]
    public async Task An_owner_stays_for_the_hour_after_their_last_run()
    {
        await ada.ListenAsync((await ada.RunAsync(prompt)).Id());

        clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        Assert.Equal(ada.Id, Assert.Single(await OwnersAsync()).RowKey);

        clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        Assert.Empty(await OwnersAsync());
    }

    [Fact]
    public async Task A_sweep_finds_what_is_stuck_of_every_owner()
    {
        List<string> stuck = [];
        for (var number = 0; number < 20; number++)
        {
            var owner = await app.RegisterAsync();
            stuck.Add((await owner.RunAsync(await owner.CreatePromptAsync())).Id());
        }

        await Queue.ClearMessagesAsync(Account.Token);
        clock.Advance(TimeSpan.FromMinutes(2));

        await SweepAsync();

        Assert.Equal(stuck.Order(), (await MessagesAsync()).Order());
    }

    private Task SweepAsync() => ActivatorUtilities.CreateInstance<RunSweep>(app.Services).Sweep(new TimerInfo(), Account.Token);

    private async Task<List<TableEntity>> OwnersAsync() =>
        await new TableClient(app.Storage, "RunOwners").QueryAsync<TableEntity>(cancellationToken: Account.Token).ToListAsync(Account.Token);

    private async Task<List<string>> MessagesAsync()
    {
        var messages = await Queue.ReceiveMessagesAsync(32, TimeSpan.FromMilliseconds(1000), Account.Token);
        return [.. messages.Value.Select(message => JsonElement.Parse(Convert.FromBase64String(message.Body.ToString())).GetProperty("runId").GetString()!)];
    }
}
