using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Tests.LocalHost;

public delegate Task SampleTick();

public sealed class EveryFiveMinutes(SampleTick tick)
{
    [Function("EveryFiveMinutes")]
    public Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => tick();
}

public sealed class BySetting(SampleTick tick)
{
    [Function("BySetting")]
    public Task Run([TimerTrigger("%Sample__Schedule%")] TimerInfo timer) => tick();
}

public sealed class OnStartup(SampleTick tick)
{
    [Function("OnStartup")]
    public Task Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => tick();
}
