using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PromptLab.Tests.Support;

/// <summary>Counts the requests to storage: each is one operation that Azure bills.</summary>
public sealed class CountingTransport : HttpPipelineTransport
{
    private readonly HttpPipelineTransport inner = new HttpClientTransport();
    private readonly ConcurrentQueue<string> operations = new();

    /// <summary>The operations since the last look, in order, such as "GET Prompts".</summary>
    public IReadOnlyList<string> Take()
    {
        List<string> taken = [];
        while (operations.TryDequeue(out var operation))
        {
            taken.Add(operation);
        }

        return taken;
    }

    /// <summary>Waits until whatever goes on in the background is over, and forgets it.</summary>
    public async Task CalmAsync()
    {
        do
        {
            await Task.Delay(700, Account.Token);
        }
        while (Take().Count > 0);
    }

    public override Request CreateRequest() => inner.CreateRequest();

    public override void Process(HttpMessage message)
    {
        Count(message);
        inner.Process(message);
    }

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        Count(message);
        return inner.ProcessAsync(message);
    }

    private void Count(HttpMessage message) =>
        operations.Enqueue($"{message.Request.Method} {message.Request.Uri.ToUri().AbsolutePath.Split('/', 3)[^1].Split('(')[0]}");
}
