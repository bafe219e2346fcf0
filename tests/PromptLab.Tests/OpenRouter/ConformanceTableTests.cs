using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PromptLab.Tests.OpenRouter;

/// <summary>docs/openrouter.md and docs/reliability.md say which test covers what; one that was renamed or lost must not go on being named there.</summary>
public partial class ConformanceTableTests
{
    [Theory]
    [InlineData("openrouter.md", 100)]
    [InlineData("reliability.md", 15)]
    public void Every_test_that_a_page_names_exists(string page, int least)
    {
        var named = TestsIn(File.ReadAllText(Page(page)));

        Assert.True(named.Length >= least, $"Only {named.Length} tests are named.");
        Assert.Empty(Missing(named));
    }

    [Fact]
    public void Every_row_names_a_test_or_the_part_that_it_belongs_to()
    {
        var rows = File.ReadAllLines(Page("openrouter.md")).SkipWhile(line => line is not "## Does it conform?").Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(5, row.Length));
        Assert.All(rows, row => Assert.All(row, cell => Assert.NotEmpty(cell)));
        Assert.All(rows.Where(row => row[4] is "conforms"), row => Assert.True(TestsIn(row[3]).Length > 0, $"Row {row[0]} names no test."));
    }

    [Fact]
    public void A_test_that_does_not_exist_is_found()
    {
        Assert.Equal(["StreamTests.No_such_test"], Missing(TestsIn("`StreamTests.No_such_test` `ConformanceTableTests.A_test_that_does_not_exist_is_found`")));
    }

    private static string[] TestsIn(string text) => [.. NameOfATest().Matches(text).Select(match => match.Groups["test"].Value)];

    private static IEnumerable<string> Missing(IEnumerable<string> named) => named.Except(
        from type in typeof(ConformanceTableTests).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetCustomAttribute<FactAttribute>() is not null
        select $"{type.Name}.{method.Name}");

    [GeneratedRegex(@"`(?<test>\w+Tests\.\w+)`")]
    private static partial Regex NameOfATest();

    private static string Page(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", name));
}
