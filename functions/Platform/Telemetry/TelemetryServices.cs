using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PromptLab.Platform.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to whoever the settings name: any OpenTelemetry collector, Application Insights, or both.
/// Without either nothing is registered, and nobody listens to what the app tells.
/// </summary>
public static class TelemetryServices
{
    /// <summary>The variables that every OpenTelemetry program and the Functions host go by.</summary>
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AppInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private const string Ours = "PromptLab.*";

    public static bool HasTelemetry(this IConfiguration configuration) => configuration.Has(Collector) || configuration.Has(AppInsights);

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // Lines of the framework for each request, with whatever stands in its query: a search, or a code that buys a key.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning));

        if (!configuration.HasTelemetry())
        {
            return services;
        }

        services.AddLogging(logging => logging
            .AddFilter<OpenTelemetryLoggerProvider>(category: null, LogLevel.Warning)
            .AddFilter<OpenTelemetryLoggerProvider>("PromptLab", LogLevel.Information));

        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "promptlab"))
            // No spans of HTTP clients: a storage request's address holds ids, and the calls of models have spans of their own.
            .WithTracing(tracing => tracing.AddSource(Ours, "Microsoft.Azure.Functions.Worker"))
            .WithMetrics(metrics => metrics.AddMeter(Ours, "Microsoft.AspNetCore.Hosting", "System.Net.Http"))
            .WithLogging(configureBuilder: null, logging => logging.IncludeFormattedMessage = true);

        if (configuration.Has(Collector))
        {
            telemetry.UseOtlpExporter();
        }

        if (configuration.Has(AppInsights))
        {
            telemetry.UseAzureMonitorExporter(options => Configure(options, configuration));
        }

        return services;
    }

    private static void Configure(AzureMonitorExporterOptions options, IConfiguration configuration)
    {
        options.ConnectionString = configuration[AppInsights];
        options.EnableLiveMetrics = false;

        // Of traces, the exporter keeps five a second; a log of a failure must not go with those it leaves out.
        options.EnableTraceBasedLogsSampler = false;

        // In Azure the connection string is an address and no key: the app writes as the identity that reaches storage.
        if (configuration["AzureWebJobsStorage:clientId"] is { Length: > 0 } clientId)
        {
            options.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
        }
    }

    private static bool Has(this IConfiguration configuration, string name) => !string.IsNullOrEmpty(configuration[name]);
}
