namespace PromptLab.Tests;

public class SmokeTests
{
    [Fact]
    public void It_compiles() => Assert.Equal(4, 2 + 2);
}
