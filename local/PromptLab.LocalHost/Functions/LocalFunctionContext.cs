using Microsoft.Azure.Functions.Worker;

namespace PromptLab.LocalHost.Functions;

/// <summary>What middleware may ask of an invocation.</summary>
public sealed class LocalFunctionContext : FunctionContext
{
    public LocalFunctionContext(IServiceProvider services, HttpContext? http)
    {
        InstanceServices = services;
        Items = new Dictionary<object, object> { [nameof(InvocationResult)] = Result };

        if (http is not null)
        {
            Items[nameof(HttpContext)] = http;
        }
    }

    public override IServiceProvider InstanceServices { get; set; }

    public override IDictionary<object, object> Items { get; set; }

    public InvocationResult Result { get; } = new ValueHolder();

    private sealed class ValueHolder : InvocationResult
    {
        public override object? Value { get; set; }
    }
}
