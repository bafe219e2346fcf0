using System.Diagnostics;
using PromptLab.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.LocalHost;

/// <summary>What a person sees who starts the local host with wrong settings: the process itself, in a folder without any.</summary>
public sealed class FailedStartTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("promptlab-start-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_wrong_setting_is_one_line_and_exit_code_1()
    {
        var (exitCode, output, errors) = await StartAsync(new() { ["OpenRouter__BaseUrl"] = "openrouter.ai" });

        Assert.Equal(1, exitCode);
        Assert.Equal($"OpenRouter__BaseUrl is 'openrouter.ai', which is no web address: set it to https://openrouter.ai/api/v1, or leave it out.{Environment.NewLine}", errors);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Several_wrong_settings_are_a_line_each()
    {
        var (exitCode, output, errors) = await StartAsync(new() { ["Auth__SigningKey"] = "", ["AzureWebJobsStorage"] = "", ["Encryption__WrappingKeys__1"] = "short" });

        Assert.Equal(1, exitCode);
        Assert.Equal(
            ["Auth__SigningKey", "AzureWebJobsStorage", "Encryption__WrappingKeys__1"],
            errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.Empty(output);
    }

    private async Task<(int ExitCode, string Output, string Errors)> StartAsync(Dictionary<string, string> settings)
    {
        ProcessStartInfo start = new("dotnet", [typeof(LocalProcess).Assembly.Location])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new AppSetup { Storage = "UseDevelopmentStorage=true" }.Settings())
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Account.Token), process.StandardError.ReadToEndAsync(Account.Token));
        await process.WaitForExitAsync(Account.Token);
        return (process.ExitCode, await output, await errors);
    }
}
