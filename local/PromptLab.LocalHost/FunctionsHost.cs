using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using PromptLab.LocalHost.Functions;
using PromptLab.LocalHost.Http;
using PromptLab.LocalHost.Queues;
using PromptLab.LocalHost.Settings;
using PromptLab.LocalHost.Timers;
using PromptLab.Platform.Http;
using PromptLab.Platform.Telemetry;

namespace PromptLab.LocalHost;

/// <summary>Runs functions without the Azure Functions host, the way that host would: for a person, for tests, for end-to-end.</summary>
public static class FunctionsHost
{
    /// <summary>Running functions have this long, once their tokens are cancelled, to put their house in order.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private static readonly Type[] AppTypes = typeof(PromptLabServices).Assembly.GetExportedTypes();

    /// <summary>Every HTTP function of the app, once for each of its verbs.</summary>
    public static IEnumerable<(string Name, string Method, string Path)> HttpFunctions =>
        from function in HttpFunction.From(new(AppTypes), HostJson.Read().RoutePrefix)
        from verb in function.Verbs
        select (function.Name, verb, function.Pattern.RawText!);

    /// <summary>The function app: what its Program.cs does on the real worker.</summary>
    public static void AddFunctions(this WebApplicationBuilder builder, bool listen = true)
    {
        builder.Services.AddPromptLab(builder.Configuration);
        builder.Services.AddSingleton<IFunctionsWorkerMiddleware, ApiMiddleware>();
        if (builder.Configuration.HasTelemetry())
        {
            // In Azure the host tells of the requests.
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddAspNetCoreInstrumentation());
        }

        builder.Services.AddOptions<FunctionsHostOptions>().Configure(options => options.HostJson = HostJson.Read());
        builder.AddFunctions(AppTypes, listen);
    }

    /// <summary>Any functions, with whatever middleware is registered; host.json counts for nothing unless it is put into the options.</summary>
    public static void AddFunctions(this WebApplicationBuilder builder, IEnumerable<Type> types, bool listen = true)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new FunctionCatalog(types));
        services.AddSingleton<Drain>();
        services.AddSingleton<MatcherPolicy, VerbPolicy>();
        services.AddOptions<HostOptions>().Configure<IOptions<FunctionsHostOptions>>((host, functions) =>
        {
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = functions.Value.DrainTimeout + LastWords;
        });

        if (listen)
        {
            services.AddHostedService<QueueListeners>();
            services.AddHostedService<TimerListeners>();
        }
    }

    public static void MapFunctions(this WebApplication app)
    {
        var host = app.Services.GetRequiredService<IOptions<FunctionsHostOptions>>().Value.HostJson;
        app.UseHostHeaders(host);

        foreach (var function in HttpFunction.From(app.Services.GetRequiredService<FunctionCatalog>(), host.RoutePrefix))
        {
            var endpoint = ActivatorUtilities.CreateInstance<HttpEndpoint>(app.Services, function);
            app.Map(function.Pattern, endpoint.ServeAsync).WithMetadata(new ListedVerbs(function.Verbs)).WithDisplayName(function.Name);
        }
    }

    /// <summary>Hands one message to the function that listens to the queue, once and at once; its exception is the caller's.</summary>
    public static Task DeliverAsync(this IServiceProvider services, string queue, string json, CancellationToken cancellationToken) =>
        QueueFunction.All(services).Single(function => function.QueueName == queue).InvokeAsync(json, cancellationToken);
}
