using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenRouterSimulator;
using OpenRouterSimulator.Log;
using PromptLab.LocalHost;
using PromptLab.Platform.Http;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Contract;
using PromptLab.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedApp))]

namespace PromptLab.Tests.Support;

/// <summary>The whole app in memory on a storage account of its own, with the simulator in OpenRouter's place.</summary>
public sealed class App : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly WebApplication upstream;

    private App(WebApplication app, WebApplication upstream, LogCapture log) => (this.app, this.upstream, Log) = (app, upstream, log);

    /// <summary>The connection string of the app's storage account.</summary>
    public string Storage => app.Configuration["AzureWebJobsStorage"]!;

    public IServiceProvider Services => app.Services;

    /// <summary>Where it listens, when it is on sockets.</summary>
    public Uri Address => new(app.Urls.Single());

    /// <summary>What the upstream was asked, and how each call ended.</summary>
    public SimulatorLog Calls => upstream.Services.GetRequiredService<SimulatorLog>();

    /// <summary>Every line that the app logged.</summary>
    public LogCapture Log { get; }

    public static async Task<App> StartAsync(AppSetup? setup = null)
    {
        setup ??= new();
        var upstream = await StartUpstreamAsync(setup);
        LogCapture log = new();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(setup.Settings());
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        if (setup.IsOnSockets)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Services.AddSingleton(setup.Clock);
        setup.Services(builder.Services);
        builder.Services.AddSingleton(new SpaFiles(setup.WebRoot));
        if (setup.Transport is not null)
        {
            builder.Services.AddSingleton(setup.Transport);
        }

        builder.AddFunctions(setup.Listen);
        builder.Services.AddHttpClient(nameof(OpenRouterClient)).ConfigurePrimaryHttpMessageHandler(() => new Upstream(upstream.GetTestServer().CreateHandler(), setup));

        var app = builder.Build();
        app.MapFunctions();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, upstream, log);
    }

    /// <summary>A client whose every answer is held against the contract.</summary>
    public HttpClient Client() => new(new ContractHandler(app.GetTestServer().CreateHandler())) { BaseAddress = app.GetTestServer().BaseAddress };

    /// <summary>A new account, signed in.</summary>
    public Task<Account> RegisterAsync(string name = "Ada") => Account.RegisterAsync(this, name);

    /// <summary>What OpenRouter gives a person who lets PromptLab have a key: the code that it sends their browser back with.</summary>
    public async Task<string> AuthorizeAsync(string codeChallenge)
    {
        var authorization = await upstream.GetTestClient().GetAsync(
            new Uri($"/auth?callback_url=http%3A%2F%2Flocalhost%2Fsettings&code_challenge={codeChallenge}&code_challenge_method=S256", UriKind.Relative), Account.Token);
        return authorization.Headers.Location!.Query.Split("code=")[1];
    }

    /// <summary>Hands the run's message to the queue function, as the host would.</summary>
    public Task DeliverRunAsync(Account account, JsonElement run) => Services.DeliverAsync("runs", MessageFor(account, run), Account.Token);

    public static string MessageFor(Account account, JsonElement run) => JsonSerializer.Serialize(new { ownerId = account.Id, runId = run.Id() });

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        await upstream.DisposeAsync();
    }

    private static async Task<WebApplication> StartUpstreamAsync(AppSetup setup)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddSimulator();
        builder.Services.Configure<SimulatorOptions>(setup.Upstream);

        var upstream = builder.Build();
        upstream.MapSimulator();
        await upstream.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }
}

/// <summary>What a test wants to be different from a plain app.</summary>
public sealed class AppSetup
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether a real web server stands before the app, with its bounds.</summary>
    public bool IsOnSockets { get; init; }

    /// <summary>Whether queues and timers are listened to.</summary>
    public bool Listen { get; init; }

    public string WebRoot { get; init; } = Path.Combine(AppContext.BaseDirectory, "no-page");

    /// <summary>Carries the requests to storage, to count or to break them.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>OpenRouter refuses every connection; the simulator is still there.</summary>
    public bool OpenRouterIsDown { get; set; }

    /// <summary>Answers in OpenRouter's place; the simulator is still there for its own models.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? OpenRouter { get; init; }

    /// <summary>The storage account, when two apps are to share one.</summary>
    public string? Storage { get; init; }

    /// <summary>What is to stand in the place of the app's own services.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    public Dictionary<string, string?> Overrides { get; init; } = [];

    public Action<SimulatorOptions> Upstream { get; init; } = options => (options.FirstTokenMs, options.TokenMs, options.GenerationDelayMs) = (0, 0, 0);

    public Dictionary<string, string?> Settings()
    {
        Dictionary<string, string?> settings = new()
        {
            ["AzureWebJobsStorage"] = Storage ?? Azurite.NewAccount(),
            ["Auth:SigningKey"] = RandomKey(),
            ["Encryption:WrappingKeys:1"] = RandomKey(),
            ["OpenRouter:BaseUrl"] = "http://openrouter.test/api/v1",
            ["OpenRouter:SimulatorUrl"] = "http://simulator.test/api/v1",

            // All tests come from one address.
            ["RateLimits:SignInsPerAddress"] = "0",
            ["RateLimits:RegistrationsPerAddress"] = "0",
        };

        foreach (var (name, value) in Overrides)
        {
            settings[name] = value;
        }

        return settings;
    }

    public static string RandomKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}

/// <summary>The network between the app and its upstreams: unless a test says otherwise, one simulator answers under both names.</summary>
internal sealed class Upstream(HttpMessageHandler simulator, AppSetup setup) : DelegatingHandler(simulator)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.RequestUri!.Host is not "openrouter.test" ? base.SendAsync(request, cancellationToken)
        : setup.OpenRouterIsDown ? throw new HttpRequestException("Connection refused.")
        : setup.OpenRouter is { } answer ? answer(request, cancellationToken)
        : base.SendAsync(request, cancellationToken);
}

/// <summary>One app for all tests that need nothing special; each test has accounts of its own.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    private App? app;

    public App App => app!;

    public async ValueTask InitializeAsync() => app = await App.StartAsync(new() { Listen = true });

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
