using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptLab.LocalHost;
using PromptLab.LocalHost.Queues;

namespace PromptLab.Tests.LocalHost;

public sealed class QueueStorageTests
{
    // Nobody listens on port 1.
    private const string Nowhere =
        "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=bm9ib2R5;QueueEndpoint=http://127.0.0.1:1/nobody;";

    [Fact]
    public async Task Storage_that_cannot_be_reached_is_asked_again_and_the_app_stays_up()
    {
        using LogLines log = new();
        var builder = CreateHost(Nowhere);
        builder.Logging.AddProvider(log);
        await using var app = await builder.StartAsync();

        await Eventually.TrueAsync(() => log.Lines.Count(line => line.Text.StartsWith("The queue sample cannot be read", StringComparison.Ordinal)) > 1);

        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a connection string")]
    public async Task A_queue_function_without_storage_stops_the_start_and_names_the_setting(string? connectionString)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => CreateHost(connectionString).StartAsync());

        Assert.Contains("AzureWebJobsStorage", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_queue_is_asked_less_and_less_often_until_the_longest_pause()
    {
        PollingDelay delay = new(TimeSpan.FromSeconds(2));

        TimeSpan[] pauses = [.. Enumerable.Range(0, 10).Select(_ => delay.Next())];
        delay.Reset();

        Assert.Equal(PollingDelay.Shortest, pauses[0]);
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(2), pauses[^1]);
        Assert.Equal(PollingDelay.Shortest, delay.Next());
    }

    private static WebApplicationBuilder CreateHost(string? connectionString)
    {
        var builder = SampleHost.CreateBuilder([typeof(SampleQueueFunctions)], listen: true);
        builder.Configuration["AzureWebJobsStorage"] = connectionString;
        builder.Configuration["Sample:Queue"] = "sample";
        builder.Services.AddSingleton<SampleWork>((_, _) => Task.CompletedTask);

        return builder;
    }
}
