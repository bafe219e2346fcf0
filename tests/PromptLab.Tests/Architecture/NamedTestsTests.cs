using PromptLab.Tests.Support;

namespace PromptLab.Tests.Architecture;

/// <summary>A test that was renamed or lost must not go on being named in docs/.</summary>
public class NamedTestsTests
{
    [Theory]
    [InlineData("openrouter.md", 100)]
    [InlineData("threats.md", 60)]
    [InlineData("reliability.md", 15)]
    public void Every_test_that_a_page_names_exists(string page, int least)
    {
        var named = NamedTests.In(NamedTests.PageOf(page));

        Assert.True(named.Length >= least, $"Only {named.Length} tests are named.");
        Assert.Empty(NamedTests.Missing(named));
    }

    [Theory]
    [InlineData("StreamTests.No_such_test", "NamedTestsTests.A_test_that_does_not_exist_is_found")]
    [InlineData("tests/e2e/no-such.test.mjs", "tests/e2e/origins.test.mjs")]
    public void A_test_that_does_not_exist_is_found(string missing, string existing) =>
        Assert.Equal([missing], NamedTests.Missing(NamedTests.In($"`{missing}` `{existing}`")));
}
