using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace PromptLab.LocalHost.Functions;

/// <summary>Calls a function through the app's own middleware, as the worker does. Arguments are bound innermost, so middleware sees failures of that too.</summary>
public static class FunctionInvoker
{
    public static async Task<object?> InvokeAsync(
        FunctionMethod function, IServiceProvider services, Func<ParameterInfo, object?> bind, HttpContext? http = null)
    {
        LocalFunctionContext context = new(services, http);
        FunctionExecutionDelegate pipeline = async _ => context.Result.Value = await CallAsync(function.Method, services, bind);

        foreach (var middleware in services.GetServices<IFunctionsWorkerMiddleware>().Reverse())
        {
            var next = pipeline;
            pipeline = passed => middleware.Invoke(passed, next);
        }

        await pipeline(context);
        return context.Result.Value;
    }

    /// <summary>For triggers that come with no request: the invocation gets a scope of its own.</summary>
    public static async Task InvokeInScopeAsync(FunctionMethod function, IServiceProvider services, Func<ParameterInfo, object?> bind)
    {
        await using var scope = services.CreateAsyncScope();
        await InvokeAsync(function, scope.ServiceProvider, bind);
    }

    private static async Task<object?> CallAsync(MethodInfo method, IServiceProvider services, Func<ParameterInfo, object?> bind)
    {
        object?[] arguments = [.. method.GetParameters().Select(bind)];
        var instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(services, method.DeclaringType!);
        var returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);

        if (returned is not Task task)
        {
            return returned;
        }

        await task;
        return method.ReturnType.IsGenericType ? ((dynamic)task).Result : null;
    }
}
