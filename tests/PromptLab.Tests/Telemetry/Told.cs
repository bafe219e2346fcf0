using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.Platform.OpenRouter;
using PromptLab.Runs;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Telemetry;

/// <summary>Everything that one app tells in spans and figures from now on.</summary>
internal sealed class Told : IDisposable
{
    private readonly ActivityListener spanListener;
    private readonly MeterListener figureListener = new();
    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ConcurrentQueue<Figure> figures = new();

    public Told(App app)
    {
        ActivitySource[] sources = [app.Services.GetRequiredService<ModelCalls>().Source, app.Services.GetRequiredService<RunTelemetry>().Source];
        spanListener = new()
        {
            ShouldListenTo = sources.Contains,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(spanListener);

        var meters = app.Services.GetRequiredService<IMeterFactory>();
        figureListener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name.StartsWith("PromptLab", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        figureListener.SetMeasurementEventCallback<long>(Hear);
        figureListener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => figures.Enqueue(new(instrument.Name, instrument.Unit, value, new(tags.ToArray()))));
        figureListener.Start();
    }

    public IReadOnlyList<Activity> Spans => [.. spans];

    public IReadOnlyList<Figure> Figures => [.. figures];

    public Activity Span(string name) => Assert.Single(spans, span => span.DisplayName == name);

    public Figure Figure(string name, params (string Name, object Value)[] tags) =>
        Assert.Single(figures, figure => figure.Name == name && tags.All(tag => Equals(figure.Tags.GetValueOrDefault(tag.Name), tag.Value)));

    public void Dispose()
    {
        spanListener.Dispose();
        figureListener.Dispose();
    }

    private void Hear(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        figures.Enqueue(new(instrument.Name, instrument.Unit, value, new(tags.ToArray())));
}

internal sealed record Figure(string Name, string? Unit, double Value, Dictionary<string, object?> Tags);
