using Microsoft.Azure.Functions.Worker;

namespace PromptLab.LocalHost.Functions;

public sealed class FunctionCatalog(IEnumerable<Type> types)
{
    private readonly IReadOnlyList<FunctionMethod> functions = FunctionMethod.FindIn(types);

    public IEnumerable<(FunctionMethod Function, HttpTriggerAttribute Trigger)> Http => TriggeredBy<HttpTriggerAttribute>();

    public IEnumerable<(FunctionMethod Function, QueueTriggerAttribute Trigger)> Queues => TriggeredBy<QueueTriggerAttribute>();

    public IEnumerable<(FunctionMethod Function, TimerTriggerAttribute Trigger)> Timers => TriggeredBy<TimerTriggerAttribute>();

    private IEnumerable<(FunctionMethod Function, T Trigger)> TriggeredBy<T>() =>
        from function in functions where function.Trigger is T select (function, (T)(object)function.Trigger);
}
