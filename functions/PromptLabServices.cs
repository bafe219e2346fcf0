using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PromptLab.Platform.Http;

namespace PromptLab;

/// <summary>Everything the app needs, registered slice by slice. The tests and the local host start from here too.</summary>
public static class PromptLabServices
{
    public static IServiceCollection AddPromptLab(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<ApiPipeline>();
        services.AddScoped<CurrentUser>();

        return services;
    }
}
