using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Platform.Http;

namespace PromptLab.Comparisons.Boards;

public sealed class BoardFunctions(ComparisonStore comparisons, BoardReader boards, CurrentUser caller)
{
    [Function("GetBoard")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/comparisons/{comparisonId}")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken) =>
        Results.Ok(await boards.ReadAsync((await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison, cancellationToken));

    [Function("GetBoardRow")]
    public async Task<IResult> GetRow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/comparisons/{comparisonId}/inputs/{number}")] HttpRequest request,
        string comparisonId,
        string number,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= comparison.Plan.Inputs.Count
            ? Results.Ok(await boards.ReadRowAsync(comparison, value - 1, cancellationToken))
            : throw ProblemException.NotFound("Input");
    }
}
