using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;
using PromptLab.Platform.Http;

namespace PromptLab.Tests.LocalHost;

public sealed class MiddlewareTests
{
    [Fact]
    public void The_app_runs_behind_its_own_middleware()
    {
        var builder = WebApplication.CreateBuilder();

        builder.AddFunctions(listen: false);

        Assert.Contains(builder.Services, service => service.ServiceType == typeof(IFunctionsWorkerMiddleware) && service.ImplementationType == typeof(ApiMiddleware));
    }

    [Fact]
    public void The_apps_functions_are_listed_by_name_verb_and_path()
    {
        Assert.Contains(("GetHealth", "GET", "/api/health"), FunctionsHost.HttpFunctions);
    }

    [Fact]
    public async Task Middleware_may_turn_an_exception_into_an_answer()
    {
        var builder = SampleHost.CreateBuilder([typeof(SampleHttpFunctions)]);
        builder.Services.AddSingleton<IFunctionsWorkerMiddleware, Teapot>();
        await using var app = await builder.StartAsync();

        using var response = await app.SendAsync("GET", "/api/breaks");

        Assert.Equal((HttpStatusCode)StatusCodes.Status418ImATeapot, response.StatusCode);
    }

    [Fact]
    public async Task The_middleware_registered_first_is_the_outermost()
    {
        List<string> calls = [];
        var builder = SampleHost.CreateBuilder([typeof(SampleHttpFunctions)]);
        builder.Services.AddSingleton<IFunctionsWorkerMiddleware>(new Recorder("outer", calls));
        builder.Services.AddSingleton<IFunctionsWorkerMiddleware>(new Recorder("inner", calls));
        await using var app = await builder.StartAsync();

        await app.GetAsync("/api/things");

        Assert.Equal(["outer, http True", "inner, http True"], calls);
    }

    [Fact]
    public async Task A_message_passes_through_middleware_without_a_request()
    {
        List<string> calls = [];
        var builder = SampleHost.CreateBuilder([typeof(SampleQueueFunctions)]);
        builder.Configuration["Sample:Queue"] = "sample";
        builder.Services.AddSingleton<IFunctionsWorkerMiddleware>(new Recorder("only", calls));
        builder.Services.AddSingleton<SampleWork>((_, _) => Task.CompletedTask);
        await using var app = await builder.StartAsync();

        await app.Services.DeliverAsync("sample", """{"number":1}""", TestContext.Current.CancellationToken);

        Assert.Equal(["only, http False"], calls);
    }

    private sealed class Teapot : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => next(context));
            context.GetInvocationResult().Value = Results.StatusCode(StatusCodes.Status418ImATeapot);
        }
    }

    private sealed class Recorder(string name, List<string> calls) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            calls.Add($"{name}, http {context.GetHttpContext() is not null}");
            return next(context);
        }
    }
}
