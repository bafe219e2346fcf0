using System.Diagnostics;
using System.Diagnostics.Metrics;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Runs;

/// <summary>
/// Tells of runs: one span for each execution, and figures as a run begins, ends and learns its cost. Figures name no run and
/// nobody; neither do spans tell what was asked or answered.
/// </summary>
public sealed class RunTelemetry : IDisposable
{
    private const string Name = "PromptLab.Runs";

    private static readonly double[] Seconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];
    private static readonly double[] Dollars = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10];

    private readonly Counter<long> count;
    private readonly Histogram<double> cost;
    private readonly Histogram<double> queueAge;

    public RunTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        count = meter.CreateCounter<long>("promptlab.run.count", "{run}", "Runs that are over.");
        cost = meter.CreateHistogram(
            "promptlab.run.cost", "{USD}", "What runs have cost, once it is known.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Dollars });
        queueAge = meter.CreateHistogram(
            "promptlab.run.queue_age", "s", "From a run's creation to its start.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    public ActivitySource Source { get; } = new(Name);

    /// <summary>The span of whoever asks for a run just now, for the run to be linked to; null when nobody keeps it.</summary>
    public static string? CurrentSpan => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    public void Dispose() => Source.Dispose();

    /// <summary>The span of an execution, linked to the request that made the run: the two may lie hours and machines apart.</summary>
    public Activity? Start(Run run) => Source.StartActivity(
        ActivityKind.Internal,
        parentContext: default,
        tags: [new("promptlab.run.id", run.Id.ToString())],
        links: ActivityContext.TryParse(run.RequestedBy, null, out var request) ? [new(request)] : null,
        name: "execute run");

    public static void End(Activity? span, Run run)
    {
        span?.SetTag("promptlab.run.status", NameOf(run.Status))
            .SetTag("promptlab.run.cost", (double?)run.Outcome.TotalCostUsd)
            .SetTag("error.type", run.Outcome.ErrorCode);
        if (run.Status is RunStatus.Failed or RunStatus.Interrupted)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Hears that a run was replaced, and counts what that means: a run that was over before is not over once more.</summary>
    public void Hear(Run before, Run after)
    {
        if (before.Status is RunStatus.Queued && after is { Status: RunStatus.Running, StartedAt: { } startedAt })
        {
            queueAge.Record((startedAt - after.CreatedAt).TotalSeconds);
        }

        if (!before.IsFinished && after.IsFinished)
        {
            TagList tags = new() { { "promptlab.run.status", NameOf(after.Status) } };
            if (after.Outcome.ErrorCode is { } code)
            {
                tags.Add("error.type", code);
            }

            count.Add(1, tags);
        }

        if (before.Outcome.TotalCostUsd is null && after.Outcome.TotalCostUsd is { } dollars)
        {
            cost.Record((double)dollars, new KeyValuePair<string, object?>("gen_ai.request.model", ModelName.Of(after.ModelId)));
        }
    }

    private static string NameOf(RunStatus status) => status.ToString().ToLowerInvariant();
}
