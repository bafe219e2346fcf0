using PromptLab.Tests.Support;

namespace PromptLab.Tests.Architecture;

/// <summary>docs/threats.md says of each threat what stops it and which test shows that.</summary>
public class ThreatsPageTests
{
    private static readonly string[] States = ["held", "open", "not here"];

    [Fact]
    public void What_is_held_names_a_test_and_what_is_not_says_why()
    {
        var rows = NamedTests.PageOf("threats.md").Split('\n').SkipWhile(line => !line.StartsWith("## V1 ", StringComparison.Ordinal)).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Item", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToArray();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(4, row.Length));
        Assert.All(rows, row => Assert.Contains(row[1], States));
        Assert.All(rows, row => Assert.NotEmpty(row[2]));
        Assert.All(rows.Where(row => row[1] is "held"), row => Assert.True(NamedTests.In(row[3]).Length > 0, $"{row[0]} names no test."));
    }
}
