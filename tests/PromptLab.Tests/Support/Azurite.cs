using System.Diagnostics;
using System.Text.RegularExpressions;
using PromptLab.Tests.Support;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace PromptLab.Tests.Support;

/// <summary>One Azurite for the whole test run, in memory and on free ports; started by the first test that asks for it.</summary>
public sealed partial class Azurite : IDisposable
{
    // Azurite's own, published key: it opens nothing else.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int AccountCount = 500;

    /// <summary>Our end of its standard input closes even when the test run is killed, and Azurite goes with us.</summary>
    private const string EndWithUs = "data:text/javascript,process.stdin.on('end',()=>process.exit()).resume()";

    // One process, however many fixtures stand on it.
    private static readonly Lazy<(Process Process, Dictionary<string, string> Endpoints)> Started = new(Start);

    private static int accountsTaken;

    /// <summary>A storage account for tests that keep out of each other's way by names.</summary>
    public string ConnectionString { get; } = ConnectionStringFor(0);

    /// <summary>A storage account that nobody else has, so that two hosts never listen to the same queue.</summary>
    public static string NewAccount() => ConnectionStringFor(1 + (Interlocked.Increment(ref accountsTaken) % (AccountCount - 1)));

    private static string ConnectionStringFor(int number)
    {
        var account = AccountName(number);
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={AccountKey};"
            + string.Concat(Started.Value.Endpoints.Select(endpoint => $"{endpoint.Key}Endpoint={endpoint.Value}/{account};"));
    }

    public void Dispose()
    {
        if (Started.IsValueCreated)
        {
            Started.Value.Process.Kill(entireProcessTree: true);
        }
    }

    private static string AccountName(int number) => $"account{number}";

    private static (Process Process, Dictionary<string, string> Endpoints) Start()
    {
        var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndWithUs, FindScript(), "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            },
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(0, AccountCount).Select(number => $"{AccountName(number)}:{AccountKey}")) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

        var endpoints = ReadEndpoints(process.StandardOutput);

        // A pipe that nobody reads fills up, and then Azurite would stand still.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

        return (process, endpoints);
    }

    private static Dictionary<string, string> ReadEndpoints(StreamReader output)
    {
        List<string> lines = [];
        Dictionary<string, string> endpoints = [];

        while (endpoints.Count < 3)
        {
            lines.Add(output.ReadLine() ?? throw new InvalidOperationException($"Azurite did not start. It said: {string.Join(' ', lines)}"));

            if (Listening().Match(lines[^1]) is { Success: true } match)
            {
                endpoints[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        return endpoints;
    }

    private static string FindScript()
    {
        var root = FindRoot();
        var script = Path.Combine(root, "node_modules", "azurite", "dist", "src", "azurite.js");

        if (!File.Exists(script))
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            using var install = Process.Start(new ProcessStartInfo(npm, "install") { WorkingDirectory = root })!;
            install.WaitForExit();
        }

        return File.Exists(script)
            ? script
            : throw new InvalidOperationException("Azurite is missing. Run 'npm install' in the repository's root, and see what it says.");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;

        while (!File.Exists(Path.Combine(folder, "PromptLab.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }

    [GeneratedRegex("Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://[^ ]+)")]
    private static partial Regex Listening();
}
