using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace PromptLab.Tests.LocalHost;

public sealed record SampleMessage(int Number);

public delegate Task SampleWork(SampleMessage message, CancellationToken cancellationToken);

/// <summary>Does what the test says, on the queue that the test names.</summary>
public sealed class SampleQueueFunctions(SampleWork work)
{
    [Function("Work")]
    public Task Work([QueueTrigger("%Sample__Queue%")] SampleMessage message, CancellationToken cancellationToken) => work(message, cancellationToken);
}

public sealed class SamplePoisonFunctions(Channel<string> buried)
{
    [Function("Bury")]
    public async Task Bury([QueueTrigger("%Sample__Queue%-poison")] string message) => await buried.Writer.WriteAsync(message);
}
