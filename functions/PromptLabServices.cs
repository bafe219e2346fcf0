using System.IO.Compression;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PromptLab.Auth;
using PromptLab.Comparisons;
using PromptLab.Comparisons.Boards;
using PromptLab.Comparisons.Cells;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Estimates;
using PromptLab.Comparisons.Marks;
using PromptLab.Models;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;
using PromptLab.Platform.Secrets;
using PromptLab.Platform.Startup;
using PromptLab.Platform.Storage;
using PromptLab.Platform.Telemetry;
using PromptLab.Prompts;
using PromptLab.Runs;
using PromptLab.Settings;

namespace PromptLab;

/// <summary>Everything the app needs, registered slice by slice. The tests and the local host start from here too.</summary>
public static class PromptLabServices
{
    public static IServiceCollection AddPromptLab(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        services.AddHostedService<SettingsCheck>();
        services.AddMetrics();
        services.AddTelemetry(configuration);
        services.Configure<JsonOptions>(options => ApiJson.Configure(options.SerializerOptions));
        services.AddChecked<OriginOptions>(configuration.GetSection(OriginOptions.Section));
        services.AddChecked<CorsOptions>(configuration.GetSection(CorsOptions.Section));
        services.AddSingleton<Cors>();
        services.AddChecked<AccessTokenOptions>(configuration.GetSection(AccessTokenOptions.Section));
        services.AddSingleton<AccessTokens>();
        services.AddChecked<RateLimitOptions>(configuration.GetSection(RateLimitOptions.Section));
        services.AddSingleton<RateLimitTable>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<AnsweredRequests>();
        services.AddSingleton<OpenStreams>();
        services.Configure<ResponseCompressionOptions>(Compression.Configure);
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.AddSingleton<Compression>();
        services.AddScoped<ApiPipeline>();
        services.AddScoped<CurrentUser>();
        services.TryAddSingleton(new SpaFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot")));

        services.AddChecked<StorageOptions>(configuration.GetSection(StorageOptions.Section))
            .Configure(options => options.ConnectionString = configuration[StorageOptions.Section]);
        services.AddSingleton<StorageClients>();
        services.AddSingleton<LongTexts>();
        services.AddSingleton<AccountCheck>();
        services.AddHostedService<StorageSetup>();

        services.AddOptions<EncryptionOptions>().Bind(configuration.GetSection(EncryptionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EncryptionOptions>, EncryptionOptionsValidator>();
        services.TryAddSingleton(VaultKeys.Connect);
        services.AddSingleton(WrappingKeys.FromSettings);
        services.AddSingleton<Envelope>();

        services.AddChecked<OpenRouterOptions>(configuration.GetSection(OpenRouterOptions.Section))
            .PostConfigure(options => options.AppUrl = new[] { options.AppUrl, configuration[OriginOptions.Key], "http://localhost:7071" }.First(url => !string.IsNullOrEmpty(url)));
        services.AddSingleton<ModelCalls>();
        // Streams have an idle timeout of their own; connections are renewed so that a changed address is noticed. Nobody sends us, and the
        // prompt with us, elsewhere.
        services.AddHttpClient<OpenRouterClient>(http => (http.Timeout, http.MaxResponseContentBufferSize) = (Timeout.InfiniteTimeSpan, OpenRouterClient.LongestShortAnswer))
            .UseSocketsHttpHandler((handler, _) => (handler.PooledConnectionLifetime, handler.AllowAutoRedirect) = (TimeSpan.FromMinutes(10), false));

        services.AddSingleton<UserStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PasswordGate>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<RefreshCookie>();

        services.AddSingleton<SettingsStore>();
        services.AddSingleton<Spending>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AccountDocument>();
        services.AddSingleton<ApiKeyRotation>();
        services.AddHostedService<ApiKeyRotationAtStart>();

        services.AddSingleton<ModelCatalog>();

        services.AddSingleton<PromptIndex>();
        services.AddSingleton<PromptStore>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<IAccountData, PromptAccountData>();

        services.AddSingleton<RunTelemetry>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunHistory>();
        services.AddSingleton<RunDays>();
        services.AddSingleton<RunExport>();
        services.AddSingleton<OpenRuns>();
        services.AddSingleton<ComparedRuns>();
        services.AddSingleton<WaitingRuns>();
        services.AddSingleton<LedgerTurns>();
        services.AddSingleton<RunCounts>();
        services.AddSingleton<RunOwners>();
        services.AddSingleton<RunMessages>();
        services.AddSingleton<RunClaims>();
        services.AddSingleton<RunCreation>();
        services.AddSingleton<RunPreparation>();
        services.AddSingleton<RunExecutor>();
        services.AddSingleton<RunRelay>();
        services.AddSingleton<RunEvents>();
        services.AddSingleton<IStuckWork, StuckRuns>();
        services.AddSingleton<IAccountData, RunAccountData>();

        services.AddSingleton<ComparisonStore>();
        services.AddSingleton<ComparisonCreation>();
        services.AddSingleton<ComparisonPreparation>();
        services.AddSingleton<PendingCells>();
        services.AddSingleton<CellFeed>();
        services.AddSingleton<CellStarts>();
        services.AddHostedService(provider => provider.GetRequiredService<CellStarts>());
        services.AddSingleton<CellStops>();
        services.AddSingleton<IStuckWork, StuckCells>();
        services.AddSingleton<CellReader>();
        services.AddSingleton<CellEvents>();
        services.AddSingleton<CheckResults>();
        services.AddSingleton<BoardReader>();
        services.AddSingleton<MarkStore>();
        services.AddSingleton<ComparisonExport>();
        services.AddSingleton<CostEstimates>();
        services.AddSingleton<IAccountData, ComparisonAccountData>();

        return services;
    }
}
