using Microsoft.Azure.Functions.Worker;
using PromptLab.LocalHost.Functions;

namespace PromptLab.LocalHost.Timers;

/// <summary>Calls one function by its schedule, one call at a time; what falls due during a call is left out.</summary>
public sealed partial class TimerLoop(FunctionMethod function, TimerSchedule schedule, bool runOnStartup, IServiceProvider services, TimeProvider clock, ILogger logger)
{
    /// <summary>A system timer cannot wait longer than some weeks; a schedule can.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken stopping, CancellationToken functionToken)
    {
        if (runOnStartup)
        {
            await CallAsync(functionToken);
        }

        var due = schedule.NextAfter(clock.GetUtcNow());

        while (await IsReachedAsync(due, stopping))
        {
            await CallAsync(functionToken);

            // A system timer may go off a little early, and the occurrence just served must not be served again.
            var now = clock.GetUtcNow();
            due = schedule.NextAfter(now > due ? now : due);
        }
    }

    private async Task<bool> IsReachedAsync(DateTimeOffset due, CancellationToken stopping)
    {
        while (due - clock.GetUtcNow() is { Ticks: > 0 } left && !stopping.IsCancellationRequested)
        {
            var wait = left < LongestWait ? left : LongestWait;
            await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !stopping.IsCancellationRequested;
    }

    private async Task CallAsync(CancellationToken functionToken)
    {
        try
        {
            await FunctionInvoker.InvokeInScopeAsync(function, services, parameter =>
                parameter.ParameterType == typeof(CancellationToken) ? functionToken
                : parameter.ParameterType == typeof(TimerInfo) ? new TimerInfo()
                : throw new InvalidOperationException($"Function {function.Name}: nothing is known to put into '{parameter.Name}'."));
        }
#pragma warning disable CA1031 // Here is where the host catches what a function lets out.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception, function.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The function {Name} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string name);
    }
}
