using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;
using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost;

/// <summary>What makes a web application a well-behaved process on a developer's machine.</summary>
public static partial class LocalProcess
{
    public const int DefaultPort = 7071;

    /// <summary>Core Tools force the environment to Development; a real environment variable wins over local.settings.json.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var settings = LocalSettings.Find(Directory.GetCurrentDirectory());
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = Environments.Development,
            ContentRootPath = AppContext.BaseDirectory,
        });

        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings.Values });
        builder.WebHost.UseUrls($"http://127.0.0.1:{PortOf(builder.Configuration["PORT"], settings)}");
        builder.Logging.BeQuiet();

        return builder;
    }

    /// <summary>Runs until told to stop; the answer is the exit code.</summary>
    public static async Task<int> RunAsync(WebApplication app, TextWriter errors)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            var port = new Uri(app.Configuration[WebHostDefaults.ServerUrlsKey]!).Port;
            await errors.WriteLineAsync($"Port {port} is taken: stop what listens there, or set the environment variable PORT to another one.");
            return 1;
        }
        catch (Exception exception) when (Complaints(exception) is { Count: > 0 } complaints)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, complaints));
            return 1;
        }

        Log.Listening(app.Logger, string.Join(' ', app.Urls));
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>What whoever started the app can mend, a sentence each; none when the reason is another one.</summary>
    private static List<string> Complaints(Exception exception) => exception switch
    {
        StartupException startup => [startup.Message],
        OptionsValidationException options => [.. options.Failures],
        AggregateException all when all.InnerExceptions.All(inner => Complaints(inner).Count > 0) => [.. all.InnerExceptions.SelectMany(Complaints).Distinct()],
        _ => [],
    };

    private static int PortOf(string? wish, LocalSettings settings) => wish switch
    {
        null or "" => settings.HttpPort ?? DefaultPort,
        var text when ushort.TryParse(text, out var port) => port,
        var text => throw new StartupException($"PORT is '{text}', which is not a port."),
    };

    private static void BeQuiet(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("PromptLab", LogLevel.Information);

        // A failed start is told by RunAsync, or by the exception itself.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Listening on {Addresses}")]
        public static partial void Listening(ILogger logger, string addresses);
    }
}
