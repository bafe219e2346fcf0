using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>docs/openrouter.md says of each part of OpenRouter's API which test covers it.</summary>
public class ConformanceTableTests
{
    [Fact]
    public void Every_row_names_a_test_or_the_part_that_it_belongs_to()
    {
        var rows = NamedTests.PageOf("openrouter.md").Split('\n').SkipWhile(line => line is not "## Does it conform?").Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(5, row.Length));
        Assert.All(rows, row => Assert.All(row, cell => Assert.NotEmpty(cell)));
        Assert.All(rows.Where(row => row[4] is "conforms"), row => Assert.True(NamedTests.In(row[3]).Length > 0, $"Row {row[0]} names no test."));
    }
}
