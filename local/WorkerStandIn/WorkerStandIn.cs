// The part of the Azure Functions worker's API that functions/ compiles against, for machines whose
// package feed does not serve the real one. LocalHost gives it life; nothing here runs in Azure.
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker
{
    public enum AuthorizationLevel { Anonymous, User, Function, System, Admin }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class FunctionAttribute(string name) : Attribute
    {
        public string Name => name;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
    {
        public AuthorizationLevel AuthLevel => authLevel;

        public string[] Methods => methods;

        public string? Route { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class QueueTriggerAttribute(string queueName) : Attribute
    {
        public string QueueName => queueName;

        public string? Connection { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class TimerTriggerAttribute(string schedule) : Attribute
    {
        public string Schedule => schedule;

        public bool RunOnStartup { get; set; }

        public bool UseMonitor { get; set; } = true;
    }

    public sealed class TimerInfo
    {
        public bool IsPastDue { get; set; }
    }

    public sealed class WorkerOptions
    {
        public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>();
    }

    public abstract class InvocationResult
    {
        public abstract object? Value { get; set; }
    }

    public abstract class FunctionContext
    {
        public abstract IServiceProvider InstanceServices { get; set; }

        public abstract IDictionary<object, object> Items { get; set; }
    }

    public static class FunctionContextExtensions
    {
        public static HttpContext? GetHttpContext(this FunctionContext context) =>
            context.Items.TryGetValue(nameof(HttpContext), out var http) ? (HttpContext)http : null;

        public static InvocationResult GetInvocationResult(this FunctionContext context) =>
            (InvocationResult)context.Items[nameof(InvocationResult)];
    }
}

namespace Microsoft.Azure.Functions.Worker.Middleware
{
    public delegate Task FunctionExecutionDelegate(FunctionContext context);

    public interface IFunctionsWorkerMiddleware
    {
        Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    public sealed class FunctionsApplicationBuilder
    {
        public IServiceCollection Services => throw new NotSupportedException();

        public IConfigurationManager Configuration => throw new NotSupportedException();

        public IHost Build() => throw new NotSupportedException();
    }

    public static class FunctionsApplication
    {
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) =>
            throw new NotSupportedException("Start local/PromptLab.LocalHost instead: this build has no Azure Functions worker.");
    }

    public static class FunctionsApplicationBuilderExtensions
    {
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;

        public static FunctionsApplicationBuilder UseMiddleware<T>(this FunctionsApplicationBuilder builder)
            where T : class, IFunctionsWorkerMiddleware => builder;
    }
}
