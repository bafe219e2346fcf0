using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using PromptLab.LocalHost.Functions;

namespace PromptLab.LocalHost.Http;

/// <summary>An HTTP function with its route; what the real host or worker would refuse at start-up is refused here.</summary>
public sealed class HttpFunction
{
    private static readonly string[] AnyVerb = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"];

    public HttpFunction(FunctionMethod function, HttpTriggerAttribute trigger, string routePrefix)
    {
        // No route, or an empty one, means the function's name: the site's root can only be had by a catch-all.
        var route = string.IsNullOrWhiteSpace(trigger.Route) ? function.Name : trigger.Route.Trim('/');

        if (route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
        {
            throw new StartupException($"Function {function.Name}: the route '{route}' is kept for the host's own use.");
        }

        Function = function;
        Verbs = trigger.Methods is { Length: > 0 } methods ? [.. methods.Select(method => method.ToUpperInvariant())] : AnyVerb;
        Pattern = RoutePatternFactory.Parse($"/{routePrefix.Trim('/')}/{route}".Replace("//", "/", StringComparison.Ordinal));

        CheckReturn(function);
        CheckParameters();
    }

    public FunctionMethod Function { get; }

    public IReadOnlyList<string> Verbs { get; }

    public RoutePattern Pattern { get; }

    public string Name => Function.Name;

    public static IReadOnlyList<HttpFunction> From(FunctionCatalog catalog, string routePrefix)
    {
        HttpFunction[] functions = [.. catalog.Http.Select(found => new HttpFunction(found.Function, found.Trigger, routePrefix))];

        var overlap = functions
            .SelectMany(function => function.Verbs.Select(verb => (function.Name, Address: $"{verb} {function.Shape}")))
            .GroupBy(function => function.Address)
            .FirstOrDefault(group => group.Count() > 1);

        return overlap is null
            ? functions
            : throw new StartupException($"{string.Join(" and ", overlap.Select(function => function.Name))} both answer {overlap.Key}.");
    }

    /// <summary>The route without the names of its parameters: two routes of one shape cannot be told apart.</summary>
    private string Shape => string.Concat(Pattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}",
        _ => "-",
    }))));

    private void CheckParameters()
    {
        foreach (var parameter in Function.Method.GetParameters())
        {
            if (!HttpBinding.CanBind(parameter, Pattern))
            {
                throw new StartupException($"Function {Name}: the parameter '{parameter.Name}' is neither the request, nor a token, nor in the route as a simple value.");
            }
        }
    }

    private static void CheckReturn(FunctionMethod function)
    {
        var returned = function.Method.ReturnType;
        var value = returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>) ? returned.GetGenericArguments()[0] : returned;

        if (value != typeof(Task) && value != typeof(void) && !value.IsAssignableTo(typeof(IResult)))
        {
            throw new StartupException($"Function {function.Name} must return an IResult, at once or as a task.");
        }
    }
}
