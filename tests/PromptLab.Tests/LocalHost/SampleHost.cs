using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptLab.LocalHost;

namespace PromptLab.Tests.LocalHost;

/// <summary>A host with sample functions instead of the app's.</summary>
internal static class SampleHost
{
    public static WebApplicationBuilder CreateBuilder(IEnumerable<Type> functions, bool listen = false)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddFunctions(functions, listen);

        return builder;
    }

    public static async Task<WebApplication> StartAsync<T>(Action<FunctionsHostOptions>? options = null)
    {
        var builder = CreateBuilder([typeof(T)]);
        builder.Services.Configure(options ?? (_ => { }));

        return await builder.StartAsync();
    }

    public static async Task<WebApplication> StartAsync(this WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapFunctions();
        await app.StartAsync(TestContext.Current.CancellationToken);

        return app;
    }

    public static Task<HttpResponseMessage> SendAsync(this WebApplication app, string verb, string address, HttpClient? client = null)
    {
        HttpRequestMessage request = new(HttpMethod.Parse(verb), address);

        return (client ?? app.GetTestClient()).SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<string> GetAsync(this WebApplication app, string address)
    {
        using var response = await app.SendAsync("GET", address);
        response.EnsureSuccessStatusCode();

        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
