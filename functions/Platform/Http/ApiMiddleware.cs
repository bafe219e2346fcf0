using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace PromptLab.Platform.Http;

/// <summary>Puts <see cref="ApiPipeline"/> around HTTP functions; queue and timer functions pass straight through.</summary>
public sealed class ApiMiddleware : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var pipeline = context.InstanceServices.GetRequiredService<ApiPipeline>();
        context.GetInvocationResult().Value = await pipeline.RunAsync(http, async () =>
        {
            await next(context);
            return context.GetInvocationResult().Value as IResult;
        });
    }
}
