using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using PromptLab.Comparisons.Cells;
using PromptLab.Platform.Http;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Marks;

public sealed class MarkFunctions(ComparisonStore comparisons, MarkStore marks, CellReader cells, ComparedRuns runs, CurrentUser caller, TimeProvider clock)
{
    [Function("MarkCell")]
    public async Task<IResult> Mark(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/comparisons/{comparisonId}/marks")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<MarkCellRequest>(cancellationToken);
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        if (!comparison.Plan.Has(body.Place) || (body.Than is { } than && !comparison.Plan.Has(body.Place with { Variant = than })))
        {
            throw ProblemException.Invalid(body.Than is not null && comparison.Plan.Has(body.Place) ? "than" : "variant", "The board has no such cell.");
        }

        await marks.SaveAsync(comparison, new(body.Place, body.Rating, body.Verdict, body.Than, clock.GetUtcNow()), cancellationToken);
        return Results.Ok(MarkingResponse.From(comparison.Plan, await marks.ReadAsync(comparison, cancellationToken)));
    }

    /// <summary>Two answers to the same input that nobody has voted on; whose they are is not told.</summary>
    [Function("GetBlindPair")]
    public async Task<IResult> GetPair(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/comparisons/{comparisonId}/blind-pair")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        var left = await OpenPairsAsync(comparison, cancellationToken);
        if (left.Count == 0)
        {
            return Results.Ok(new BlindPairResponse(null, 0));
        }

        var pair = left[0];
        var texts = await runs.ReadAsync(comparison.OwnerId, comparison.Id, [IdOf(pair.Left), IdOf(pair.Right)], status: null, cancellationToken)
            .ToDictionaryAsync(stored => stored.Run.Id, stored => stored.Run.Answer.Text, cancellationToken: cancellationToken);
        var input = comparison.Plan.Inputs[comparison.Plan.PlaceOf(pair.Left.Cell).Input];
        return Results.Ok(new BlindPairResponse(new(pair.Id, input.Name, input.Variables, texts[IdOf(pair.Left)], texts[IdOf(pair.Right)]), left.Count));
    }

    [Function("Vote")]
    public async Task<IResult> Vote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/comparisons/{comparisonId}/votes")] HttpRequest request,
        string comparisonId,
        CancellationToken cancellationToken)
    {
        var body = await request.ReadValidAsync<VoteRequest>(cancellationToken);
        var comparison = (await comparisons.GetAsync(caller.Id, comparisonId, cancellationToken)).Comparison;
        var (states, _) = await cells.ReadAsync(comparison, cancellationToken);
        var pair = BlindPairs.Of(comparison, states).FirstOrDefault(pair => pair.Id == body.Pair) ?? throw ProblemException.Invalid("pair", "There is no such pair.");

        var (left, right) = (comparison.Plan.PlaceOf(pair.Left.Cell), comparison.Plan.PlaceOf(pair.Right.Cell));
        var preferred = body.Preferred switch { Side.Left => Preferred.A, Side.Right => Preferred.B, _ => Preferred.Neither };
        if (!await marks.TryAddAsync(comparison, pair.Id, new(left.Variant, right.Variant, left.Input, left.Repeat, preferred, IsBlind: true), cancellationToken))
        {
            throw ProblemException.Conflict("You have voted on this pair, and know by now whose the answers are.");
        }

        var marking = MarkingResponse.From(comparison.Plan, await marks.ReadAsync(comparison, cancellationToken));
        return Results.Created($"/api/comparisons/{comparison.Id}/", new VoteResponse(left.Variant, right.Variant, left.Input, left.Repeat, marking));
    }

    private async Task<List<BlindCells>> OpenPairsAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var voted = (await marks.ReadAsync(comparison, cancellationToken)).BlindVotes.Select(vote => vote.Question).ToHashSet();
        var (states, _) = await cells.ReadAsync(comparison, cancellationToken);
        return [.. BlindPairs.Of(comparison, states).Where(pair => !voted.Contains(QuestionOf(comparison.Plan, pair)))];
    }

    private static (int, int, int, int) QuestionOf(ComparisonPlan plan, BlindCells pair)
    {
        var (left, right) = (plan.PlaceOf(pair.Left.Cell), plan.PlaceOf(pair.Right.Cell));
        return new Vote(left.Variant, right.Variant, left.Input, left.Repeat, Preferred.Neither, IsBlind: true).Question;
    }

    private static Guid IdOf(CellState state) => state.Newest!.Run.Id;
}
