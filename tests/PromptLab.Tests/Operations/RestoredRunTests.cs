using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Runs;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Operations;

/// <summary>Runs that were under way when a backup was made: no message comes along with them.</summary>
public sealed class RestoredRunTests : IDisposable
{
    private readonly BackupCommand command = new();
    private readonly string target = Azurite.NewAccount();

    public void Dispose() => command.Dispose();

    [Fact]
    public async Task A_run_that_was_queued_is_found_by_the_sweep_also_when_its_owners_mark_was_copied_too_early()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        await RemoveOwnersAsync(app.Storage);

        (await command.BackUpAsync(app.Storage)).Succeeds();
        var restored = (await command.RestoreAsync(target)).Succeeds();

        Assert.Contains("1 runs were not over and go on once the app runs", restored.Output, StringComparison.Ordinal);
        await using var other = await App.StartAsync(new() { Storage = target, Clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(2)) });
        await ActivatorUtilities.CreateInstance<RunSweep>(other.Services).Sweep(new TimerInfo(), Account.Token);
        var message = (await new QueueClient(target, "runs").ReceiveMessageAsync(cancellationToken: Account.Token)).Value;
        Assert.Contains(run.Id(), System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_disagrees_about_a_run_is_set_right_by_the_runs_own_row()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var (over, queued) = (await ada.RunAsync(prompt), await ada.RunAsync(prompt));
        await ada.ListenAsync(over.Id());
        // As when each of these rows was copied a little earlier or later than the run's own.
        await RunsOf(app.Storage).AddEntityAsync(OpenRow(ada, over.Id()), Account.Token);
        await RunsOf(app.Storage).DeleteEntityAsync(ada.Id, OpenRow(ada, queued.Id()).RowKey, cancellationToken: Account.Token);
        TableEntity ledger = new(ada.Id, "ledger") { ["Holds"] = $$"""[{"RunId":"{{over.Id()}}","Usd":1.5,"IsRunning":true}]""" };
        await RunsOf(app.Storage).UpdateEntityAsync(ledger, Azure.ETag.All, cancellationToken: Account.Token);

        (await command.BackUpAsync(app.Storage)).Succeeds();
        (await command.RestoreAsync(target)).Succeeds();

        var open = await RunsOf(target).QueryAsync<TableEntity>("RowKey ge 'o-' and RowKey lt 'o.'", cancellationToken: Account.Token).ToListAsync(Account.Token);
        Assert.Equal(Guid.Parse(queued.Id()), Assert.Single(open).GetGuid("RunId"));
        await using var other = await App.StartAsync(new() { Storage = target, Listen = true });
        await Eventually.TrueAsync(async () => (await RunsOf(target).GetEntityAsync<TableEntity>(ada.Id, "ledger", cancellationToken: Account.Token)).Value.GetString("Holds") == "[]");
    }

    private static TableEntity OpenRow(Account account, string runId) => new(account.Id, $"o-{Guid.Parse(runId):N}")
    {
        ["RunId"] = Guid.Parse(runId),
        ["IsQueued"] = false,
        ["CreatedAt"] = DateTimeOffset.UtcNow,
    };

    private static async Task RemoveOwnersAsync(string storage)
    {
        TableClient owners = new(storage, "RunOwners");
        await foreach (var row in owners.QueryAsync<TableEntity>(cancellationToken: Account.Token))
        {
            await owners.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Account.Token);
        }
    }

    private static TableClient RunsOf(string storage) => new(storage, "Runs");
}
