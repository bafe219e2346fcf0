using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Runs;

/// <summary>
/// The answer to a request that prefers to wait for its run: 201 with the run when it is over in time, else 202 with the run as it
/// is. A run that this request executes is seen through after the answer has been sent.
/// </summary>
internal sealed class WaitedRun(Func<CancellationToken, IAsyncEnumerable<ServerEvent>> listen, RunStore runs, StoredRun stored, TimeSpan patience, TimeProvider clock) : IResult
{
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(60);

    /// <summary>How long the request wants to wait: "Prefer: wait=10", in seconds and at most 60; null when it does not say so.</summary>
    public static TimeSpan? PatienceOf(HttpRequest request)
    {
        var preference = request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .FirstOrDefault(value => value.StartsWith("wait=", StringComparison.OrdinalIgnoreCase));
        return int.TryParse(preference?["wait=".Length..], out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestPatience.TotalSeconds))
            : null;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        var ending = EndingAsync(leaving.Token);
        try
        {
            await ((Task)ending.WaitAsync(patience, clock, httpContext.RequestAborted)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            var run = (await runs.RefreshAsync(stored, httpContext.RequestAborted) ?? stored).Run;
            httpContext.Response.Headers["Preference-Applied"] = $"wait={patience.TotalSeconds:0}";
            await AnswerFor(run).ExecuteAsync(httpContext);
            await httpContext.Response.CompleteAsync();
        }
        finally
        {
            await leaving.CancelAsync();
            await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IResult AnswerFor(Run run) => run.IsFinished
        ? Results.Created($"/api/runs/{run.Id}/", RunResponse.From(run))
        : Results.Accepted($"/api/runs/{run.Id}/", RunResponse.From(run));

    private async Task EndingAsync(CancellationToken leaving)
    {
        await foreach (var _ in listen(leaving))
        {
            // Its end is what counts; the answer is read from storage.
        }
    }
}
