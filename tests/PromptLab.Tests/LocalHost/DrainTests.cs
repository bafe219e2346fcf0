using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptLab.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.LocalHost;

public sealed class DrainTests(Azurite azurite)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_queue_function_may_finish_when_the_app_stops()
    {
        SampleQueue queue = new(azurite);
        TaskCompletionSource started = new();
        TaskCompletionSource finish = new();
        await queue.SendAsync(1);
        await using var app = await queue.CreateHost((_, cancellationToken) =>
        {
            started.SetResult();
            return finish.Task.WaitAsync(cancellationToken);
        }).StartAsync();
        await started.Task.WaitAsync(Token);

        var stop = app.StopAsync(Token);
        Assert.False(stop.IsCompleted);
        finish.SetResult();
        await stop;

        await queue.EmptyAsync();
    }

    [Fact]
    public async Task A_function_that_takes_too_long_is_cancelled_and_its_message_comes_again()
    {
        SampleQueue queue = new(azurite);
        TaskCompletionSource started = new();
        await queue.SendAsync(1);
        var builder = queue.CreateHost((_, cancellationToken) =>
        {
            started.SetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        });
        builder.Services.Configure<FunctionsHostOptions>(options => options.DrainTimeout = TimeSpan.FromMilliseconds(100));
        await using var app = await builder.StartAsync();
        await started.Task.WaitAsync(Token);

        await app.StopAsync(Token);

        TaskCompletionSource again = new();
        await using var next = await queue.CreateHost((_, _) => Task.FromResult(again.TrySetResult())).StartAsync();
        await again.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task A_request_in_progress_is_answered_when_the_app_stops_and_no_new_one_is_taken()
    {
        Gate gate = new();
        await using var app = await StartOnKestrelAsync(gate, TimeSpan.FromSeconds(30));
        using HttpClient client = new() { BaseAddress = new(app.Urls.Single()) };
        var answer = client.GetAsync("/api/slow", Token);
        await gate.Entered.Task.WaitAsync(Token);

        var stop = app.StopAsync(Token);
        using HttpClient latecomer = new() { BaseAddress = client.BaseAddress };
        await Eventually.TrueAsync(async () => await IsRefusedAsync(latecomer));
        gate.Opened.SetResult();

        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await stop;
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_cancelled_when_the_app_stops()
    {
        Gate gate = new();
        await using var app = await StartOnKestrelAsync(gate, TimeSpan.FromMilliseconds(100));
        using HttpClient client = new() { BaseAddress = new(app.Urls.Single()) };
        var answer = client.GetAsync("/api/slow", Token);
        await gate.Entered.Task.WaitAsync(Token);

        await app.StopAsync(Token);

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);
    }

    private static async Task<WebApplication> StartOnKestrelAsync(Gate gate, TimeSpan drain)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddFunctions([typeof(SlowFunctions)], listen: false);
        builder.Services.AddSingleton(gate);
        builder.Services.Configure<FunctionsHostOptions>(options => options.DrainTimeout = drain);

        return await builder.StartAsync();
    }

    private static async Task<bool> IsRefusedAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("/api/nothing", Token);
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    public sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new();

        public TaskCompletionSource Opened { get; } = new();
    }

    public sealed class SlowFunctions(Gate gate)
    {
        [Function("Slow")]
        public async Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "slow")] HttpRequest request, CancellationToken cancellationToken)
        {
            gate.Entered.SetResult();
            await gate.Opened.Task.WaitAsync(cancellationToken);

            return Results.Ok();
        }
    }
}
