using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Benchmarks;

/// <summary>What reading an answer of 500 tokens costs, each of them an event that arrives by itself.</summary>
public class StreamBenchmarks
{
    private static readonly byte[][] Events =
    [
        .. Enumerable.Range(0, 500).Select(number => EventOf($$"""{"index":0,"delta":{"role":"assistant","content":" word{{number}}"},"finish_reason":null,"native_finish_reason":null,"logprobs":null}""")),
        EventOf("""{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop","native_finish_reason":"stop","logprobs":null}"""),
        Encoding.UTF8.GetBytes("data: [DONE]\n\n"),
    ];

    private readonly OpenRouterClient client = new(
        new HttpClient(new Upstream()), Options.Create(new OpenRouterOptions()),
        new ModelCalls(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), TimeProvider.System),
        TimeProvider.System, NullLogger<OpenRouterClient>.Instance);

    [Benchmark(Description = "read an answer of 500 events")]
    public async Task<ChatCompletion> ReadAsync()
    {
        ChatCompletion answer = new();
        await client.StreamAsync("acme/quick", "sk-or-v1-x", "{}", answer, _ => ValueTask.CompletedTask, CancellationToken.None);
        return answer;
    }

    private static byte[] EventOf(string choice) => Encoding.UTF8.GetBytes(
        $$"""data: {"id":"gen-1764500000-abcdefghijklmnop","provider":"Acme","model":"acme/quick","object":"chat.completion.chunk","created":1764500000,"choices":[{{choice}}]}""" + "\n\n");

    private sealed class Upstream : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Pieces()) });
    }

    /// <summary>A stream of which each read finds one event.</summary>
    private sealed class Pieces : MemoryStream
    {
        private int next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (next == Events.Length)
            {
                return ValueTask.FromResult(0);
            }

            var piece = Events[next++];
            piece.CopyTo(buffer);
            return ValueTask.FromResult(piece.Length);
        }
    }
}
