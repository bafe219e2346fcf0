using Azure.Data.Tables;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Operations;

/// <summary>What breaks off goes on, what was changed is refused, and what is there is not written over unasked.</summary>
public sealed class BrokenBackupTests : IDisposable
{
    private readonly BackupCommand command = new();

    public void Dispose() => command.Dispose();

    [Fact]
    public async Task Killed_half_way_both_directions_go_on_where_they_stopped()
    {
        var (source, target) = (await StorageAsync(rows: 3_200), Azurite.NewAccount());

        await command.BreakOffBackupAsync(source, after: "tables/Prompts: 1,000");
        var first = Path.Combine(command.Folder, "tables", "Prompts", "000001.jsonl");
        var written = File.GetLastWriteTimeUtc(first);
        await File.WriteAllTextAsync(Path.Combine(command.Folder, "tables", "Prompts", "000003.jsonl"), "half a fi", Account.Token);
        Assert.Contains("broke off", (await command.RestoreAsync(target)).Complaint(), StringComparison.Ordinal);
        await RowsOf(source).UpsertEntityAsync(new TableEntity("owner", "r-00003") { ["Text"] = "later" }, cancellationToken: Account.Token);
        var resumed = (await command.BackUpAsync(source)).Succeeds().Output;
        Assert.Contains("tables/Prompts: going on after", resumed, StringComparison.Ordinal);
        Assert.Contains("1 partitions changed meanwhile", resumed, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(first));
        Assert.DoesNotContain(Directory.EnumerateFiles(command.Folder, "*", SearchOption.AllDirectories), file => file.EndsWith(".part", StringComparison.Ordinal) || file.EndsWith("progress.json", StringComparison.Ordinal));

        await command.BreakOffRestoreAsync(target, after: "tables/Prompts/000001.jsonl");
        Assert.Contains("is not over", (await BackupCommand.RunAsync(target, "backup", "--to", command.Folder + "-2")).Complaint(), StringComparison.Ordinal);
        var restored = (await command.RestoreAsync(target)).Succeeds();

        Assert.Contains("Going on after", restored.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("tables/Prompts/000001.jsonl", restored.Output, StringComparison.Ordinal);
        Assert.StartsWith("Restored 3,200 rows and 0 blobs", restored.LastLine, StringComparison.Ordinal);
        Assert.Equal(3_200, await RowsOf(target).QueryAsync<TableEntity>(select: ["RowKey"], cancellationToken: Account.Token).CountAsync(Account.Token));
    }

    [Fact]
    public async Task A_file_that_was_changed_or_is_missing_is_named_and_nothing_is_written()
    {
        var (source, target) = (await StorageAsync(rows: 10), Azurite.NewAccount());
        (await command.BackUpAsync(source)).Succeeds();
        var file = command.Files.Single(file => file.Contains("Prompts", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(file, Account.Token);

        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Account.Token);
        var changed = (await command.RestoreAsync(target)).Complaint();
        File.Delete(file);
        var missing = (await command.RestoreAsync(target)).Complaint();

        Assert.StartsWith("tables/Prompts/000001.jsonl is not as it was backed up", changed, StringComparison.Ordinal);
        Assert.StartsWith("tables/Prompts/000001.jsonl is missing", missing, StringComparison.Ordinal);
        Assert.Empty(await new TableServiceClient(target).QueryAsync(cancellationToken: Account.Token).ToListAsync(Account.Token));
    }

    [Fact]
    public async Task A_storage_that_is_not_empty_is_refused_by_name_and_with_over_keeps_what_has_other_keys()
    {
        var (source, target) = (await StorageAsync(rows: 10), await StorageAsync(rows: 0));
        await RowsOf(target).AddEntityAsync(new TableEntity("owner", "r-00003") { ["Text"] = "mine" }, Account.Token);
        await RowsOf(target).AddEntityAsync(new TableEntity("somebody", "else") { ["Text"] = "mine" }, Account.Token);
        (await command.BackUpAsync(source)).Succeeds();

        var refused = (await command.RestoreAsync(target)).Complaint();
        Assert.Contains("is not empty: tables/Prompts holds something", refused, StringComparison.Ordinal);
        Assert.Equal("mine", await TextAsync(target, "owner", "r-00003"));

        (await command.RestoreAsync(target, "--over")).Succeeds();
        Assert.Equal("row 3", await TextAsync(target, "owner", "r-00003"));
        Assert.Equal("mine", await TextAsync(target, "somebody", "else"));
    }

    [Fact]
    public async Task Somebody_who_writes_into_the_target_meanwhile_is_found_out()
    {
        var (source, target) = (await StorageAsync(rows: 1_500), await StorageAsync(rows: 0));
        (await command.BackUpAsync(source)).Succeeds();
        await command.BreakOffRestoreAsync(target, after: "tables/Prompts/000001.jsonl");

        await RowsOf(target).AddEntityAsync(new TableEntity("owner", "intruder"), Account.Token);
        var more = (await command.RestoreAsync(target)).Complaint();
        await RowsOf(target).DeleteEntityAsync("owner", "intruder", cancellationToken: Account.Token);
        await RowsOf(target).DeleteEntityAsync("owner", "r-00007", cancellationToken: Account.Token);
        var less = (await command.RestoreAsync(target)).Complaint();

        Assert.Contains("tables/Prompts: owner/intruder is there and not in the backup", more, StringComparison.Ordinal);
        Assert.Contains("tables/Prompts: owner/r-00007 is missing", less, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_work_is_told_in_one_sentence_with_the_way_out()
    {
        var storage = await StorageAsync(rows: 1);
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(command.Folder).FullName, "holiday.jpg"), "", Account.Token);

        Assert.Contains("is not empty and holds no backup", (await command.BackUpAsync(storage)).Complaint(), StringComparison.Ordinal);
        Assert.Contains("holds no backup", (await command.RestoreAsync(storage)).Complaint(), StringComparison.Ordinal);
        Assert.Contains("There is no account nobody@example.org", (await command.BackUpAsync(storage, "--owner", "nobody@example.org")).Complaint(), StringComparison.Ordinal);
        Assert.Contains("There is no PromptLab in this storage", (await BackupCommand.RunAsync(Azurite.NewAccount(), "backup", "--to", command.Folder + "-2")).Complaint(), StringComparison.Ordinal);
        Assert.Contains("no connection string", (await command.BackUpAsync("nonsense")).Complaint(), StringComparison.Ordinal);
        Assert.StartsWith("'--form' is not understood here. Use: ", (await BackupCommand.RunAsync(storage, "restore", "--form", "x")).Complaint(), StringComparison.Ordinal);
    }

    /// <summary>A storage as the app makes it, with so many rows of one owner.</summary>
    private static async Task<string> StorageAsync(int rows)
    {
        await using var app = await App.StartAsync();
        foreach (var batch in Enumerable.Range(0, rows).Chunk(100))
        {
            await RowsOf(app.Storage).SubmitTransactionAsync(
                batch.Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("owner", $"r-{number:00000}") { ["Text"] = $"row {number}" })),
                Account.Token);
        }

        return app.Storage;
    }

    private static async Task<string> TextAsync(string storage, string partition, string row) =>
        (await RowsOf(storage).GetEntityAsync<TableEntity>(partition, row, cancellationToken: Account.Token)).Value.GetString("Text");

    private static TableClient RowsOf(string storage) => new(storage, "Prompts");
}
