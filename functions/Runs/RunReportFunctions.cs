using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Runs;

/// <summary>
/// The history seen as a whole. Not below api/runs: the Functions host takes the first route that fits, by the functions'
/// names, and api/runs/{runId} fits everything (https://github.com/Azure/azure-functions-host/issues/9876).
/// </summary>
public sealed class RunReportFunctions(RunDays days, RunExport export, CurrentUser caller, TimeProvider clock)
{
    private const int UsualDays = 30;
    private const int MostDays = 366;

    [Function("AnalyzeRuns")]
    public async Task<IResult> Analyze(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/run-analytics")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var filter = RunFilter.Read(request.Query);
        var (first, last) = DaysOf(filter);
        var measured = days.ReadAsync(caller.Id, first, last, cancellationToken);
        return Results.Ok(await RunAnalytics.OfAsync(measured, filter, first, last, cancellationToken));
    }

    [Function("ExportRuns")]
    public IResult Export(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/run-export")] HttpRequest request)
    {
        var filter = RunFilter.Read(request.Query);
        var format = ExportFormat.Read(request.Query);
        return Results.Stream(
            stream => HttpMethods.IsHead(request.Method) ? Task.CompletedTask : export.WriteAsync(caller.Id, filter, format, stream, request.HttpContext.RequestAborted),
            format.MediaType,
            $"promptlab-runs-{clock.GetUtcNow():yyyy-MM-dd}.{format.Name}");
    }

    private (DateOnly First, DateOnly Last) DaysOf(RunFilter filter)
    {
        var last = filter.To ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = filter.From ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - UsualDays + 1));
        return first > last ? throw ProblemException.Invalid("from", "The first day is after the last one.")
            : last.DayNumber - first.DayNumber >= MostDays ? throw ProblemException.Invalid("from", $"Choose at most {MostDays} days.")
            : (first, last);
    }
}
