using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenRouterSimulator;
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
        Client = app.GetTestClient();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", GoodKey);
    }

    public HttpClient Client { get; }

    public FakeTimeProvider Clock => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    public SimulatorLog Log => _app.Services.GetRequiredService<SimulatorLog>();

    public static async Task<SimulatorHost> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        // Empty: neither files that are watched nor the environment of whoever runs the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
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

    public async Task<HttpResponseMessage> PostAsync(HttpContent content, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/chat/completions") { Content = content };
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

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
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

    public static string Content(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
