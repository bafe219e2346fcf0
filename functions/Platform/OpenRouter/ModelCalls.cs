using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PromptLab.Platform.OpenRouter;

/// <summary>
/// Tells of each chat completion as one span, retries and all, and as figures, by the names of OpenTelemetry's conventions for
/// generative AI. What was asked and what was answered is never told.
/// </summary>
public sealed class ModelCalls : IDisposable
{
    private const string Name = "PromptLab.OpenRouter";

    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly long[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private readonly TimeProvider clock;

    public ModelCalls(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create(Name);
        Durations = meter.CreateHistogram(
            "gen_ai.client.operation.duration", "s", "How long a call took, with its retries.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        FirstTokens = meter.CreateHistogram(
            "gen_ai.client.operation.time_to_first_chunk", "s", "From the call to the first text or reasoning.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        Usage = meter.CreateHistogram(
            "gen_ai.client.token.usage", "{token}", "The tokens that OpenRouter bills.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = Tokens });
    }

    public ActivitySource Source { get; } = new(Name);

    internal Histogram<double> Durations { get; }

    internal Histogram<double> FirstTokens { get; }

    internal Histogram<long> Usage { get; }

    public void Dispose() => Source.Dispose();

    /// <summary>Makes the call and tells how it went; what it throws is the caller's.</summary>
    /// <param name="answer">Filled by the call, whole or in part.</param>
    internal async Task TellAsync(string modelId, string baseUrl, ChatCompletion answer, Func<ModelCall, Task> make)
    {
        using ModelCall call = new(this, modelId, new(baseUrl), clock);
        try
        {
            await make(call);
            call.End(answer, error: null);
        }
        catch (Exception error)
        {
            call.End(answer, error);
            throw;
        }
    }
}
