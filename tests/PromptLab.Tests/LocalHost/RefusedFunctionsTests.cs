using PromptLab.LocalHost;

namespace PromptLab.Tests.LocalHost;

/// <summary>What the real host or worker refuses at start-up must not work here either.</summary>
public sealed class RefusedFunctionsTests
{
    [Theory]
    [InlineData(typeof(TakesAdminRoute), "admin/things")]
    [InlineData(typeof(TakesRuntimeRoute), "runtime")]
    [InlineData(typeof(AsksForWhatIsNotInTheRoute), "thingId")]
    [InlineData(typeof(ReturnsAPlainValue), "IResult")]
    [InlineData(typeof(HasNoTrigger), "0 triggers")]
    public async Task A_function_that_cannot_work_stops_the_start_and_says_why(Type functions, string reason)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync(functions));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Contains(functions.Name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_functions_with_one_route_and_a_verb_in_common_stop_the_start()
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => StartAsync(typeof(PostOnly), typeof(PostAndPut)));

        Assert.Equal("PostOnly and PostAndPut both answer POST /API/POST-ONLY.", exception.Message);
    }

    [Fact]
    public async Task Two_functions_with_one_name_stop_the_start()
    {
        await Assert.ThrowsAsync<StartupException>(() => StartAsync(typeof(PostOnly), typeof(SameNameAsPostOnly)));
    }

    private static async Task StartAsync(params Type[] functions)
    {
        await using var app = await SampleHost.CreateBuilder(functions).StartAsync();
    }
}
