using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;

namespace PromptLab.Tests.LocalHost;

public sealed class DeliverTests
{
    [Fact]
    public async Task A_message_is_handed_to_the_function_that_listens_to_the_queue()
    {
        SampleMessage? received = null;
        await using var app = Build((message, _) => Task.FromResult(received = message));

        await app.Services.DeliverAsync("sample", """{"number":3}""", TestContext.Current.CancellationToken);

        Assert.Equal(new SampleMessage(3), received);
    }

    [Fact]
    public async Task A_failure_is_the_callers()
    {
        await using var app = Build((_, _) => throw new InvalidOperationException("no"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Services.DeliverAsync("sample", """{"number":3}""", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<JsonException>(() => app.Services.DeliverAsync("sample", "no json", TestContext.Current.CancellationToken));
    }

    private static WebApplication Build(SampleWork work)
    {
        var builder = SampleHost.CreateBuilder([typeof(SampleQueueFunctions)]);
        builder.Configuration["Sample:Queue"] = "sample";
        builder.Services.AddSingleton(work);

        return builder.Build();
    }
}
