using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Telemetry;

/// <summary>Stands in the place of an OpenTelemetry collector, or of Application Insights, and keeps what it is sent as it was sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Text)> received = new();

    private Collector(WebApplication app) => this.app = app;

    public Dictionary<string, string?> AsOpenTelemetry => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public Dictionary<string, string?> AsAppInsights => new()
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={app.Urls.Single()}/",
    };

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        Collector collector = new(app);
        app.Run(collector.ReceiveAsync);
        await app.StartAsync(Account.Token);
        return collector;
    }

    /// <summary>The exporter keeps five traces a second, and takes the spans of all tests for one app's. It is not to write to disk, either.</summary>
    public static void KeepAllTraces(IServiceCollection services) =>
        services.PostConfigureAll<AzureMonitorExporterOptions>(options => (options.TracesPerSecond, options.SamplingRatio, options.DisableOfflineStorage) = (null, 1, true));

    /// <summary>What came to an address. Texts in Protobuf are UTF-8 as they are: a byte is a character here.</summary>
    public string Received(string path) => string.Concat(received.Where(item => item.Path == path).Select(item => item.Text));

    public string Everything => string.Concat(received.Select(item => item.Text));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await using Stream content = http.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(http.Request.Body, CompressionMode.Decompress) : http.Request.Body;
        await content.CopyToAsync(body);
        received.Enqueue((http.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
    }
}
