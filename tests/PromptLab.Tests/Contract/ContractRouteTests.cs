using System.Net;
using System.Reflection;
using PromptLab.LocalHost;
using PromptLab.Platform.Http;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>The contract says what there is, no less and no more.</summary>
public class ContractRouteTests(SharedApp shared)
{
    /// <summary>Operations that the contract promises ahead of the code.</summary>
    private static readonly string[] NotYetBuilt = [];

    /// <summary>All but the one that answers browsers for the others: that is CORS, not the contract.</summary>
    private static IEnumerable<(string Name, string Method, string Path)> Functions =>
        FunctionsHost.HttpFunctions.Where(function => function.Path.StartsWith("/api/", StringComparison.Ordinal) && function.Method is not "OPTIONS");

    [Fact]
    public void Every_function_is_in_the_contract_and_every_operation_is_a_function()
    {
        var built = Functions.Where(function => function.Method is not "HEAD").Select(function => $"{function.Name}: {function.Method} {function.Path}");
        var promised = ApiContract.Current.Operations
            .Where(operation => !NotYetBuilt.Contains(operation.Id))
            .Select(operation => $"{operation.Id}: {operation.Method} {operation.Path.TrimEnd('/')}");

        Assert.Equal(built.Order(), promised.Order());
    }

    [Fact]
    public void Head_answers_wherever_get_does_and_nowhere_else()
    {
        var gets = Functions.Where(function => function.Method is "GET").Select(function => function.Name);
        var heads = Functions.Where(function => function.Method is "HEAD").Select(function => function.Name);

        Assert.Equal(gets.Order(), heads.Order());
    }

    [Fact]
    public async Task Strangers_get_what_the_contract_opens_to_them_and_nothing_else()
    {
        foreach (var operation in ApiContract.Current.Operations.Where(operation => !NotYetBuilt.Contains(operation.Id)))
        {
            var path = string.Join('/', operation.Path.Split('/').Select(part => part.StartsWith('{') ? "1" : part));

            var response = await shared.App.Client().SendAsync(new(HttpMethod.Parse(operation.Method), path), Account.Token);

            var isOpen = operation.Security.Count == 0 || operation.Security.Contains("");
            Assert.True(isOpen == response.StatusCode is not HttpStatusCode.Unauthorized, $"{operation} answered {response.StatusCode}");
        }
    }

    [Fact]
    public void Every_problem_that_the_code_knows_is_in_the_contract_with_its_status()
    {
        var declared = ApiContract.Current.Components("responses")
            .Select(response => response.Value?["content"]?["application/problem+json"]?["schema"]?["allOf"]?[1]?["properties"])
            .Where(properties => properties is not null)
            .SelectMany(properties => (properties!["type"]!["enum"]?.AsArray().Select(type => type!.GetValue<string>()) ?? [properties["type"]!["const"]!.GetValue<string>()])
                .Select(type => $"{properties["status"]!["const"]} {type}"));

        var known = Catalogue().Select(problem => $"{problem.Status} urn:promptlab:{problem.Code}");

        Assert.Equal(known.Distinct().Order(), declared.Distinct().Order());
    }

    private static IEnumerable<ProblemException> Catalogue() =>
        from method in typeof(ProblemException).GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.ReturnType == typeof(ProblemException)
        let arguments = method.GetParameters().Select(parameter => parameter.HasDefaultValue ? parameter.DefaultValue : Sample(parameter.ParameterType))
        select (ProblemException)method.Invoke(null, [.. arguments])!;

    private static object? Sample(Type type) =>
        type == typeof(string) ? "x" : type.IsValueType ? Activator.CreateInstance(type) : new Dictionary<string, string[]>();
}
