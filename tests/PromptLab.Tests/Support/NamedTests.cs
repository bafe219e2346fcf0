using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PromptLab.Tests.Support;

/// <summary>Pages of docs/ say which test shows what; a test that was renamed or lost must not go on being named there.</summary>
public static partial class NamedTests
{
    public static string PageOf(string page) => File.ReadAllText(Path.Combine(Root(), "docs", page));

    /// <summary>Of this project's, as `ClassTests.Sentence`; of Node's suites, as `tests/suite/file.test.mjs`.</summary>
    public static string[] In(string text) => [.. NameOfATest().Matches(text).Select(match => match.Groups["test"].Value)];

    public static IEnumerable<string> Missing(IEnumerable<string> named) => named.Where(name => !name.Contains('/') || !File.Exists(Path.Combine(Root(), name))).Except(
        from type in typeof(NamedTests).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<FactAttribute>() is not null
        select $"{type.Name}.{method.Name}");

    [GeneratedRegex(@"`(?<test>\w+Tests\.\w+|(?:tests|static-web/src)/[\w./-]+\.test\.(?:mjs|ts))`")]
    private static partial Regex NameOfATest();

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
