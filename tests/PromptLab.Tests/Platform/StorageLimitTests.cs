using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Platform.Storage;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>What Azure refuses and the emulator takes is refused before it is sent.</summary>
public class StorageLimitTests(SharedApp shared)
{
    private readonly string partition = Guid.NewGuid().ToString();

    private TableClient Table => shared.App.Services.GetRequiredService<StorageClients>().Table(StorageNames.Prompts);

    [Fact]
    public async Task A_row_within_the_limits_is_written()
    {
        TableEntity row = new(partition, "row") { ["Text"] = new string('x', 32_000), ["Time"] = DateTimeOffset.UtcNow, ["Data"] = new byte[60_000] };

        await Table.AddEntityAsync(row, Account.Token);

        Assert.Equal(32_000, (await Table.GetEntityAsync<TableEntity>(partition, "row", cancellationToken: Account.Token)).Value.GetString("Text").Length);
    }

    public static TheoryData<string, TableEntity> RowsTooMuch()
    {
        TableEntity manyProperties = new("p", "r");
        for (var number = 0; number < 253; number++)
        {
            manyProperties[$"P{number}"] = 1;
        }

        TableEntity large = new("p", "r");
        for (var number = 0; number < 17; number++)
        {
            large[$"P{number}"] = new string('x', 32_000);
        }

        return new()
        {
            { "252 properties", manyProperties },
            { "1048576 bytes", large },
            { "65536 bytes", new("p", "r") { ["Text"] = new string('x', 33_000) } },
            { "65536 bytes", new("p", "r") { ["Data"] = new byte[65_600] } },
            { "none of /", new("p", "a/b") },
            { "none of /", new("p", "a\\b") },
            { "none of /", new("p", "a#b") },
            { "none of /", new("p", "a?b") },
            { "control character", new("p", "a\tb") },
            { "control character", new("p", "a\u0085b") },
            { "512 characters", new("p", new string('k', 513)) },
            { "512 characters", new(new string('k', 513), "r") },
            { "255 characters", new("p", "r") { [new string('n', 256)] = 1 } },
            { "before 1601", new("p", "r") { ["Time"] = DateTimeOffset.MinValue } },
            { "do not know", new("p", "r") { ["Price"] = 1.5m } },
        };
    }

    [Theory]
    [MemberData(nameof(RowsTooMuch))]
    public async Task A_row_that_Azure_would_refuse_is_refused(string reason, TableEntity row)
    {
        foreach (var write in new Func<Task>[]
        {
            () => Table.AddEntityAsync(row, Account.Token),
            () => Table.UpsertEntityAsync(row, TableUpdateMode.Replace, Account.Token),
            () => Table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Replace, Account.Token),
            () => Table.SubmitTransactionAsync([new(TableTransactionActionType.Add, row)], Account.Token),
        })
        {
            var error = await Assert.ThrowsAsync<StorageLimitException>(write);

            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(101, 1, "1 to 100 rows")]
    [InlineData(0, 1, "1 to 100 rows")]
    [InlineData(2, 2, "one partition")]
    public async Task A_transaction_that_Azure_would_refuse_is_refused(int rows, int partitions, string reason)
    {
        var actions = Enumerable.Range(0, rows).Select(number =>
            new TableTransactionAction(TableTransactionActionType.Add, new TableEntity($"{partition}{number % partitions}", $"row{number}")));

        var error = await Assert.ThrowsAsync<StorageLimitException>(() => Table.SubmitTransactionAsync(actions, Account.Token));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_names_a_row_once()
    {
        TableTransactionAction action = new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, "row"));

        var error = await Assert.ThrowsAsync<StorageLimitException>(() => Table.SubmitTransactionAsync([action, action], Account.Token));

        Assert.Contains("once", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_holds_4_MiB()
    {
        var actions = Enumerable.Range(0, 80).Select(number => new TableTransactionAction(
            TableTransactionActionType.Add, new TableEntity(partition, $"row{number}") { ["Text"] = new string('x', 30_000) }));

        var error = await Assert.ThrowsAsync<StorageLimitException>(() => Table.SubmitTransactionAsync(actions, Account.Token));

        Assert.Contains("4194304 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_created_at_start()
    {
        await using var app = await App.StartAsync();
        TableServiceClient tables = new(app.Storage);

        var names = await tables.QueryAsync(cancellationToken: Account.Token).Select(table => table.Name).ToListAsync(Account.Token);

        Assert.Equal(StorageNames.Tables.Order(), names.Order());
        Assert.All(StorageNames.Containers, name => Assert.True(app.Services.GetRequiredService<StorageClients>().Container(name).Exists(Account.Token)));
        Assert.All(StorageNames.Queues, name => Assert.True(app.Services.GetRequiredService<StorageClients>().Queue(name).Exists(Account.Token)));
    }
}
