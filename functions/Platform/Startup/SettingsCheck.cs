using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Startup;

/// <summary>
/// Checks all settings before anything is made from them: the host would check them only after it has made its services. To be
/// registered before every other hosted service.
/// </summary>
internal sealed class SettingsCheck : IHostedService
{
    public SettingsCheck(IStartupValidator settings) => settings.Validate();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
