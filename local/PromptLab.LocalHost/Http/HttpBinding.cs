using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;

namespace PromptLab.LocalHost.Http;

/// <summary>Gives an HTTP function its arguments: the request, its token, and values of the route by their names.</summary>
public static class HttpBinding
{
    private static readonly Type[] Simple = [typeof(string), typeof(int), typeof(long), typeof(bool), typeof(Guid)];

    public static bool CanBind(ParameterInfo parameter, RoutePattern pattern) =>
        parameter.ParameterType == typeof(HttpRequest)
        || parameter.ParameterType == typeof(CancellationToken)
        || (Simple.Contains(ValueType(parameter)) && pattern.GetParameter(parameter.Name!) is not null);

    public static object? Bind(ParameterInfo parameter, HttpContext http)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return http.Request;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return http.RequestAborted;
        }

        return http.GetRouteValue(parameter.Name!) switch
        {
            string text when parameter.ParameterType != typeof(string) => TypeDescriptor.GetConverter(ValueType(parameter)).ConvertFromInvariantString(text),
            var value => value,
        };
    }

    private static Type ValueType(ParameterInfo parameter) => Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
}
