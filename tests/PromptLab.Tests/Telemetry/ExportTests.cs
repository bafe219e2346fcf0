using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Telemetry;

/// <summary>What leaves the app, and where to.</summary>
public class ExportTests
{
    [Fact]
    public async Task An_OpenTelemetry_collector_gets_traces_metrics_and_logs()
    {
        await using var collector = await Collector.StartAsync();

        await RunOnAsync(new() { Overrides = collector.AsOpenTelemetry });

        var traces = collector.Received("/v1/traces");
        Assert.All(["promptlab", "execute run", "chat simulator/quick", "gen_ai.usage.input_tokens", "api/prompts/"], text => Assert.Contains(text, traces, StringComparison.Ordinal));
        var metrics = collector.Received("/v1/metrics");
        Assert.All(
            ["gen_ai.client.operation.duration", "gen_ai.client.token.usage", "promptlab.run.count", "promptlab.auth.password_derivations", "http.server.request.duration"],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.Contains("starts on simulator/quick", collector.Received("/v1/logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_Insights_gets_them_too()
    {
        await using var insights = await Collector.StartAsync();

        await RunOnAsync(new() { Overrides = insights.AsAppInsights, Services = Collector.KeepAllTraces });

        Assert.All(["execute run", "chat simulator/quick", "promptlab.run.count", "starts on simulator/quick"], text => Assert.Contains(text, insights.Everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_address_nothing_listens()
    {
        await using var app = await App.StartAsync();

        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
    }

    /// <summary>What is not sent yet when an app stops is sent then.</summary>
    private static async Task RunOnAsync(AppSetup setup)
    {
        await using var app = await App.StartAsync(setup);
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());
        await ada.ListenAsync(run.Id());
    }
}
