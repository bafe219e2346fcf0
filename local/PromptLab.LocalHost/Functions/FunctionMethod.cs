using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.LocalHost.Functions;

/// <summary>One method with <c>[Function]</c>, and the parameter that says what triggers it.</summary>
public sealed record FunctionMethod(string Name, MethodInfo Method, ParameterInfo Triggered, Attribute Trigger)
{
    public static IReadOnlyList<FunctionMethod> FindIn(IEnumerable<Type> types)
    {
        FunctionMethod[] functions =
        [
            .. from type in types
               from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
               let function = method.GetCustomAttribute<FunctionAttribute>()
               where function is not null
               select From(function.Name, method),
        ];

        if (functions.CountBy(function => function.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(name => name.Value > 1) is { Key: { } name })
        {
            throw new StartupException($"Two functions are named {name}.");
        }

        return functions;
    }

    private static FunctionMethod From(string name, MethodInfo method)
    {
        (ParameterInfo Parameter, Attribute Trigger)[] triggers =
        [
            .. from parameter in method.GetParameters()
               from attribute in parameter.GetCustomAttributes()
               where attribute is HttpTriggerAttribute or QueueTriggerAttribute or TimerTriggerAttribute
               select (parameter, attribute),
        ];

        return triggers is [var only]
            ? new(name, method, only.Parameter, only.Trigger)
            : throw new StartupException($"Function {name} has {triggers.Length} triggers; it must have one.");
    }
}
