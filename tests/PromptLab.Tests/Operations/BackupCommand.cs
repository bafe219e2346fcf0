using System.Diagnostics;
using PromptLab.Backup;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Operations;

/// <summary>The backup command as a process of its own, as a person runs it, and a folder that goes when the test is over.</summary>
internal sealed class BackupCommand : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("promptlab-backup-").FullName;

    public string Folder => Path.Combine(home, "backup");

    /// <summary>The backup's files of rows and blobs, without the manifest.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Folder, "*.jsonl", SearchOption.AllDirectories).Order()];

    public Task<CommandEnd> BackUpAsync(string storage, params string[] more) => RunAsync(storage, ["backup", "--to", Folder, .. more]);

    public Task<CommandEnd> RestoreAsync(string storage, params string[] more) => RunAsync(storage, ["restore", "--from", Folder, .. more]);

    public static async Task<CommandEnd> RunAsync(string storage, params string[] arguments)
    {
        using var process = Start(storage, arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Account.Token), process.StandardError.ReadToEndAsync(Account.Token));
        await process.WaitForExitAsync(Account.Token);
        return new(process.ExitCode, await output, await errors);
    }

    public Task BreakOffBackupAsync(string storage, string after) => BreakOffAsync(storage, after, "backup", "--to", Folder);

    public Task BreakOffRestoreAsync(string storage, string after) => BreakOffAsync(storage, after, "restore", "--from", Folder);

    public void Dispose() => Directory.Delete(home, recursive: true);

    /// <summary>Kills the command as soon as it has said a line that begins so.</summary>
    private static async Task BreakOffAsync(string storage, string after, params string[] arguments)
    {
        using var process = Start(storage, arguments);
        while (await process.StandardOutput.ReadLineAsync(Account.Token) is { } line)
        {
            if (line.StartsWith(after, StringComparison.Ordinal))
            {
                process.Kill();
                await process.WaitForExitAsync(Account.Token);
                Assert.NotEqual(0, process.ExitCode);
                return;
            }
        }

        Assert.Fail($"It never said '{after}', but: {await process.StandardError.ReadToEndAsync(Account.Token)}");
    }

    private static Process Start(string storage, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["AzureWebJobsStorage"] = storage } };
        start.ArgumentList.Add(typeof(BackupException).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}

internal sealed record CommandEnd(int ExitCode, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    public CommandEnd Succeeds()
    {
        Assert.True(ExitCode == 0, $"It ended with {ExitCode}: {Output}{Errors}");
        return this;
    }

    /// <summary>It failed with one sentence and without a stack.</summary>
    public string Complaint()
    {
        Assert.Equal(1, ExitCode);
        return Assert.Single(Errors.TrimEnd().Split('\n'));
    }
}
