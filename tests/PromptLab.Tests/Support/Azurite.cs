using System.Diagnostics;
using System.Text.RegularExpressions;
using PromptLab.Tests.Support;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace PromptLab.Tests.Support;

/// <summary>One Azurite for the whole test run, in memory and on free ports; started by the first test that asks for it.</summary>
public sealed partial class Azurite : IDisposable
{
    private const string AccountName = "devstoreaccount1";

    // Azurite's own, published key: it opens nothing else.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Our end of its standard input closes even when the test run is killed, and Azurite goes with us.</summary>
    private const string EndWithUs = "data:text/javascript,process.stdin.on('end',()=>process.exit()).resume()";

    private readonly Lazy<(Process Process, string ConnectionString)> started = new(Start);

    public string ConnectionString => started.Value.ConnectionString;

    public void Dispose()
    {
        if (started.IsValueCreated)
        {
            started.Value.Process.Kill(entireProcessTree: true);
            started.Value.Process.Dispose();
        }
    }

    private static (Process Process, string ConnectionString) Start()
    {
        var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "--import", EndWithUs, FindScript(), "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
                "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

        var connectionString = ReadConnectionString(process.StandardOutput);

        // A pipe that nobody reads fills up, and then Azurite would stand still.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

        return (process, connectionString);
    }

    private static string ReadConnectionString(StreamReader output)
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

        return $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
            + string.Concat(endpoints.Select(endpoint => $"{endpoint.Key}Endpoint={endpoint.Value}/{AccountName};"));
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
