using System.Reflection;
using System.Text.Json;
using PromptLab.LocalHost.Functions;
using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost.Queues;

/// <summary>A function that listens to a queue, and how a message becomes its argument.</summary>
public sealed class QueueFunction(FunctionMethod function, string queueName, string connection, IServiceProvider services)
{
    public string Name => function.Name;

    public string QueueName => queueName;

    /// <summary>The setting that says where the queue is.</summary>
    public string Connection => connection;

    public static IEnumerable<QueueFunction> All(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();

        return services.GetRequiredService<FunctionCatalog>().Queues.Select(found => new QueueFunction(
            found.Function, configuration.Resolve(found.Trigger.QueueName), found.Trigger.Connection ?? "AzureWebJobsStorage", services));
    }

    public Task InvokeAsync(string message, CancellationToken cancellationToken) =>
        FunctionInvoker.InvokeInScopeAsync(function, services, parameter => Bind(parameter, message, cancellationToken));

    private object Bind(ParameterInfo parameter, string message, CancellationToken cancellationToken)
    {
        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return cancellationToken;
        }

        if (parameter != function.Triggered)
        {
            throw new InvalidOperationException($"Function {Name}: nothing is known to put into '{parameter.Name}'.");
        }

        return parameter.ParameterType == typeof(string)
            ? message
            : JsonSerializer.Deserialize(message, parameter.ParameterType, JsonSerializerOptions.Web)
              ?? throw new JsonException($"Function {Name}: the message is null.");
    }
}
