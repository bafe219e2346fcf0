using PromptLab.LocalHost.Functions;
using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost.Timers;

/// <summary>A loop for each timer function, for as long as the app runs.</summary>
public sealed class TimerListeners : BackgroundService
{
    private readonly Drain drain;
    private readonly TimerLoop[] loops;

    public TimerListeners(FunctionCatalog catalog, IServiceProvider services, IConfiguration configuration, TimeProvider clock, ILogger<TimerLoop> logger, Drain drain)
    {
        this.drain = drain;
        loops =
        [
            .. from timer in catalog.Timers
               let schedule = TimerSchedule.Parse(configuration.Resolve(timer.Trigger.Schedule))
               select new TimerLoop(timer.Function, schedule, timer.Trigger.RunOnStartup, services, clock, logger),
        ];
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(loops.Select(loop => loop.RunAsync(stoppingToken, drain.Over)));
}
