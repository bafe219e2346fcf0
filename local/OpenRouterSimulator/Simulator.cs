using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Chat;
using OpenRouterSimulator.Errors;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator;

/// <summary>The whole simulator, for its own program and for tests that host it in memory.</summary>
public static class Simulator
{
    public static void AddSimulator(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<SimulatorOptions>(builder.Configuration.GetSection(SimulatorOptions.Section));
        // An open stream ends by itself when the program stops; nothing else is worth waiting for.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));

        builder.Services.AddRouting();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ModelCatalog>();
        builder.Services.AddSingleton<KeyLedger>();
        builder.Services.AddSingleton<FreeLimits>();
        builder.Services.AddSingleton<PromptCache>();
        builder.Services.AddSingleton<SimulatorLog>();
        builder.Services.AddSingleton<AuthorizationCodes>();
        builder.Services.AddSingleton<Admission>();
        builder.Services.AddSingleton<ChatCompletions>();
    }

    public static void MapSimulator(this WebApplication app)
    {
        app.Use(ApiErrors.WriteAsync);
        app.UseRouting();

        app.MapPost("/api/v1/chat/completions", (HttpContext http, ChatCompletions chat) => chat.AnswerAsync(http));
        app.MapModels();
        app.MapAccounts();
        app.MapGenerations();
        app.MapAuthorization();
        app.MapFallback("{*path}", () => { throw ApiErrors.NotFound("Not Found"); });
    }
}
