using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenRouterSimulator;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Log;

namespace PromptLab.Tests.Simulator;

/// <summary>The simulator in memory, as fast as it can, on a clock that stands still.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    public static readonly string GoodKey = Key("ab12");

    private readonly WebApplication _app;

    private SimulatorHost(WebApplication app)
    {
        _app = app;
        Client = app.Services.GetService<IServer>() is TestServer server ? server.CreateClient() : new HttpClient { BaseAddress = Address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GoodKey);
    }

    public HttpClient Client { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public SimulatorLog Log => _app.Services.GetRequiredService<SimulatorLog>();

    /// <summary>Where it listens, if it is on the network.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>On a socket of its own, for tests that look at bytes and at how a connection ends.</summary>
    public static Task<SimulatorHost> ListenAsync() => StartAsync(null, host => host.UseKestrelCore().UseUrls("http://127.0.0.1:0"));

    public static Task<SimulatorHost> StartAsync(Action<SimulatorOptions>? configure = null) => StartAsync(configure, host => host.UseTestServer());

    private static async Task<SimulatorHost> StartAsync(Action<SimulatorOptions>? configure, Action<IWebHostBuilder> serve)
    {
        // Empty: neither files that are watched nor the environment of whoever runs the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        serve(builder.WebHost);
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 5, 17, 9, 0, 20, TimeSpan.Zero)));
        builder.AddSimulator();
        builder.Services.Configure<SimulatorOptions>(options =>
        {
            options.FirstTokenMs = 0;
            options.TokenMs = 0;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapSimulator();
        await app.StartAsync();
        return new SimulatorHost(app);
    }

    /// <summary>Reads so many events of the only call and hangs up; returns once the simulator has noticed.</summary>
    public async Task HangUpAsync(HttpResponseMessage response, int afterEvents)
    {
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        for (var events = 0; events < afterEvents;)
        {
            events += (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.StartsWith("data:", StringComparison.Ordinal) ? 1 : 0;
        }

        response.Dispose();
        while (Log.Calls[0].Outcome == Outcome.Running)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static string Key(string beginning) => $"sk-or-v1-{beginning.PadRight(64, '7')}";

    /// <summary>A chat request; <paramref name="more"/> is JSON that is merged over it.</summary>
    public static StringContent Chat(string model, string text, string more = "{}")
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
        };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
    }

    /// <summary>A chat call with any model under the faults that a header names.</summary>
    public async Task<string> FaultyAsync(string faults, string model, string more = "{}")
    {
        using var response = await PostAsync(Chat(model, "Tell me about tides", more), faults: faults);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> PostAsync(HttpContent content, string? key = null, string? faults = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/chat/completions") { Content = content };
        if (faults is not null)
        {
            request.Headers.Add(Scripts.Header, faults);
        }

        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> AskAsync(string model, string text, string more = "{}")
    {
        using var response = await PostAsync(Chat(model, text, more));
        return await ReadAsync(response);
    }

    /// <summary>The whole stream as it went over the wire.</summary>
    public async Task<string> StreamAsync(string model, string text, string more = "{}")
    {
        var content = JsonNode.Parse(more)!.AsObject();
        content["stream"] = true;
        using var response = await PostAsync(Chat(model, text, content.ToJsonString()));
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>With the usual key, or with another.</summary>
    public async Task<JsonElement> GetAsync(string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? GoodKey);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return document.RootElement.Clone();
    }

    /// <summary>The JSON events of a stream, without comments and without [DONE].</summary>
    public static JsonElement[] Events(string stream) =>
    [
        .. stream.Split("\n\n")
            .Where(frame => frame.StartsWith("data: {", StringComparison.Ordinal))
            .Select(frame => JsonSerializer.Deserialize<JsonElement>(frame["data: ".Length..])),
    ];

    public static string Text(IEnumerable<JsonElement> events) => string.Concat(events
        .Where(item => item.GetProperty("choices").GetArrayLength() > 0)
        .Select(item => item.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));

    /// <summary>The first choice of a chunk or of an answer.</summary>
    public static JsonElement Choice(JsonElement json) => json.GetProperty("choices")[0];

    public static string Content(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
