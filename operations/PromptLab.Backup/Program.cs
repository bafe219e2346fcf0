using System.Diagnostics;
using System.Globalization;
using Azure;
using Azure.Identity;
using PromptLab.Auth;
using PromptLab.Backup;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var watch = Stopwatch.StartNew();
try
{
    var command = Command.Parse(args);
    var account = StorageAccount.Open(command.Account);
    BackupFolder folder = new(command.Folder);
    await (command.IsRestore ? RestoreAsync(command, account, folder) : BackUpAsync(command, account, folder));
    return 0;
}
catch (Exception error) when (SentenceFor(error) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}

async Task BackUpAsync(Command command, StorageAccount account, BackupFolder folder)
{
    var owner = command.Owner is { } wanted ? await FindOwnerAsync(account, wanted) : null;
    var manifest = await new BackupRun(account, folder, Console.Out).GoAsync(owner, CancellationToken.None);
    foreach (var (version, count) in manifest.WrappingKeys)
    {
        Console.WriteLine($"{count:N0} API keys are sealed under wrapping key {version}: keep it as long as this backup");
    }

    if (manifest.ChangedMeanwhile.Count > 0)
    {
        Console.WriteLine($"{manifest.ChangedMeanwhile.Count:N0} partitions changed meanwhile and may be out of step (docs/backup.md); the manifest names them");
    }

    Console.WriteLine($"Backed up {manifest.Rows:N0} rows and {manifest.Blobs:N0} blobs of {account.Name} into {folder.Path} in {watch.Elapsed.TotalSeconds:0.0} s");
}

async Task RestoreAsync(Command command, StorageAccount account, BackupFolder folder)
{
    var manifest = folder.Open();
    var recovered = await new RestoreRun(account, folder, Console.Out).GoAsync(manifest, command.Over, CancellationToken.None);
    foreach (var (version, count) in manifest.WrappingKeys)
    {
        Console.WriteLine($"{count:N0} API keys are sealed under wrapping key {version}: an app that does not have it says they cannot be read");
    }

    Console.WriteLine($"{recovered.Open:N0} runs were not over and go on once the app runs; {recovered.CostsAwaited:N0} costs are asked for again");
    Console.WriteLine($"Restored {manifest.Rows:N0} rows and {manifest.Blobs:N0} blobs into {account.Name} in {watch.Elapsed.TotalSeconds:0.0} s, and read all of them back");
}

static async Task<Owner> FindOwnerAsync(StorageAccount account, string wanted)
{
    UserStore users = new(account.Clients);
    var user = wanted.Contains('@', StringComparison.Ordinal)
        ? await users.FindByEmailAsync(wanted, CancellationToken.None)
        : await users.FindAsync(wanted, CancellationToken.None);
    return user is null ? throw new BackupException($"There is no account {wanted} in {account.Name}.") : new(user.Id.ToString(), user.Email);
}

static string? SentenceFor(Exception error) => error switch
{
    BackupException => error.Message,
    IOException or UnauthorizedAccessException => $"{error.Message} Mend that and run the same command again: it goes on where it stopped.",
    AuthenticationFailedException => "You are not signed in to Azure: run az login, and then the same command again.",
    RequestFailedException { ErrorCode: "TableNotFound" or "ContainerNotFound" } => "There is no PromptLab in this storage: a table or container of it does not exist. Look whether it is the right one.",
    RequestFailedException { Status: 403 } refused => $"Storage refused ({refused.ErrorCode}): docs/backup.md says which roles you need.",
    RequestFailedException { Status: > 0 } refused => $"Storage answered {refused.Status} {refused.ErrorCode}. Run the same command again: it goes on where it stopped.",
    RequestFailedException or AggregateException => "Storage cannot be reached. Look whether it is there (Azurite, or the account's name), and run the same command again: it goes on where it stopped.",
    _ => null,
};
