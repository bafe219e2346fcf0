using System.Globalization;
using PromptLab.Comparisons.Cells;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Marks;
using PromptLab.Comparisons.Verdicts;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Boards;

/// <summary>Puts a board together: from the comparison, the list of its runs, and what a person said of them.</summary>
public sealed class BoardReader(CellReader cells, CheckResults checks, MarkStore marks, ComparedRuns runs)
{
    public async Task<BoardResponse> ReadAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var marking = marks.ReadAsync(comparison, cancellationToken);
        var (states, _) = await cells.ReadAsync(comparison, cancellationToken);
        var results = await checks.GetAsync(comparison, states, cancellationToken);
        var summaries = VariantSummary.Of(comparison, states, results);
        return new(
            comparison.Id,
            comparison.Name,
            [.. comparison.Plan.Variants.Zip(summaries, BoardVariantResponse.From)],
            [.. comparison.Plan.Inputs.Select(BoardInputResponse.From)],
            comparison.Plan.Repeats,
            comparison.Checks,
            [.. states.Select(state => CellResponse.From(comparison.Plan, state, results))],
            MarkingResponse.From(comparison.Plan, await marking),
            states.Count(state => state.IsOpen),
            CursorAt(states.Where(state => state.Newest is not null).Select(state => state.Newest!.WrittenAt)),
            comparison.CreatedAt,
            comparison.UpdatedAt);
    }

    /// <summary>An input with all that was answered to it.</summary>
    public async Task<BoardRowResponse> ReadRowAsync(Comparison comparison, int input, CancellationToken cancellationToken)
    {
        var (states, _) = await cells.ReadAsync(comparison, cancellationToken);
        List<CellState> row = [.. comparison.Plan.CellsOf(input).Select(cell => states[cell])];
        var results = await checks.GetAsync(comparison, row, cancellationToken);
        Dictionary<Guid, RunAnswer> answers = [];
        var ids = row.Where(state => state is { IsPending: false, Newest: not null }).Select(state => state.Newest!.Run.Id).ToList();
        await foreach (var stored in runs.ReadAsync(comparison.OwnerId, comparison.Id, ids, status: null, cancellationToken))
        {
            answers[stored.Run.Id] = stored.Run.Answer;
        }

        var (name, variables) = comparison.Plan.Inputs[input];
        return new(name, variables, [.. row.Select(state => CellResponse.From(comparison.Plan, state, results)).Select(cell =>
        {
            var answer = cell.RunId is { } id ? answers.GetValueOrDefault(id, RunAnswer.None) : RunAnswer.None;
            return new CellTextResponse(cell, answer.Text, answer.Reasoning);
        })]);
    }

    /// <summary>Until when these were written, by storage's clock.</summary>
    public static string CursorAt(IEnumerable<DateTimeOffset> written) => written.DefaultIfEmpty().Max().UtcTicks.ToString(CultureInfo.InvariantCulture);
}
