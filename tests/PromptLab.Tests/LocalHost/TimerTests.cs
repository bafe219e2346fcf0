using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;

namespace PromptLab.Tests.LocalHost;

public sealed class TimerTests
{
    private readonly SampleClock clock = new();
    private readonly Channel<string> calls = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task A_timer_fires_when_its_time_has_come_and_not_before()
    {
        await using var app = await StartAsync<EveryFiveMinutes>(RecordAsync);

        await clock.AdvanceAsync(new TimeSpan(0, 4, 59));
        Assert.Equal(0, calls.Reader.Count);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("12:05:00", await CallAsync());
        await clock.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("12:10:00", await CallAsync());
    }

    [Theory]
    [InlineData("0 30 12 * * *", 30)]
    [InlineData("00:20:00", 20)]
    public async Task A_schedule_may_be_a_setting_and_an_interval(string schedule, int minutes)
    {
        await using var app = await StartAsync<BySetting>(RecordAsync, schedule);

        await clock.AdvanceAsync(TimeSpan.FromMinutes(minutes));

        Assert.Equal($"12:{minutes}:00", await CallAsync());
    }

    [Fact]
    public async Task A_timer_may_run_when_the_app_starts()
    {
        await using var app = await StartAsync<OnStartup>(RecordAsync);

        Assert.Equal("12:00:00", await CallAsync());
    }

    [Fact]
    public async Task What_falls_due_during_a_call_is_left_out()
    {
        TaskCompletionSource finish = new();
        await using var app = await StartAsync<EveryFiveMinutes>(async () =>
        {
            await RecordAsync();
            await finish.Task;
        });

        await clock.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("12:05:00", await CallAsync());
        clock.Advance(TimeSpan.FromMinutes(12));
        finish.SetResult();
        await clock.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal("12:20:00", await CallAsync());
    }

    [Fact]
    public async Task A_call_that_fails_does_not_stop_the_timer()
    {
        await using var app = await StartAsync<EveryFiveMinutes>(async () =>
        {
            await RecordAsync();
            throw new InvalidOperationException("this time");
        });

        await clock.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("12:05:00", await CallAsync());
        await clock.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal("12:10:00", await CallAsync());
    }

    [Theory]
    [InlineData("every now and then", "'every now and then' is neither")]
    [InlineData(null, "%Sample__Schedule%, which is not set")]
    public async Task A_schedule_that_cannot_be_read_stops_the_start(string? schedule, string reason)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync<BySetting>(RecordAsync, schedule));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private Task<WebApplication> StartAsync<T>(SampleTick tick, string? schedule = null)
    {
        var builder = SampleHost.CreateBuilder([typeof(T)], listen: true);
        builder.Configuration["Sample:Schedule"] = schedule;
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(tick);

        return builder.StartAsync();
    }

    private async Task RecordAsync() => await calls.Writer.WriteAsync($"{clock.GetUtcNow():HH:mm:ss}");

    private async Task<string> CallAsync() => await calls.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
