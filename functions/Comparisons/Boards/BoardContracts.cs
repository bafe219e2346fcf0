using PromptLab.Comparisons.Cells;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Marks;
using PromptLab.Comparisons.Verdicts;
using PromptLab.Platform.Json;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Boards;

/// <summary>A whole board, without the long texts.</summary>
/// <param name="OpenCells">Cells that are queued or running.</param>
/// <param name="Cursor">Where the events of the board go on after this answer.</param>
public sealed record BoardResponse(
    Guid Id,
    string Name,
    IReadOnlyList<BoardVariantResponse> Variants,
    IReadOnlyList<BoardInputResponse> Inputs,
    int Repeats,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<CellResponse> Cells,
    MarkingResponse Marking,
    int OpenCells,
    string Cursor,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A column, and how it did.</summary>
public sealed record BoardVariantResponse(
    string Label, Guid PromptId, string PromptName, Guid PromptVersion, int VersionNumber, string ModelId, RawJson ModelConfig, VariantSummary Summary)
{
    public static BoardVariantResponse From(Variant variant, VariantSummary summary)
    {
        var plain = VariantResponse.From(variant);
        return new(plain.Label, plain.PromptId, plain.PromptName, plain.PromptVersion, plain.VersionNumber, plain.ModelId, plain.ModelConfig, summary);
    }
}

/// <param name="Preview">How its variables begin, as JSON.</param>
public sealed record BoardInputResponse(string Name, string Preview)
{
    private const int PreviewLength = 200;

    public static BoardInputResponse From(ComparisonInput input) => new(input.Name, Beginning(input.Variables.Text));

    private static string Beginning(string text) =>
        text.Length <= PreviewLength ? text : text[..(char.IsHighSurrogate(text[PreviewLength - 1]) ? PreviewLength - 1 : PreviewLength)];
}

/// <summary>A cell of the board: its newest run, and what all its runs have cost.</summary>
/// <param name="Checks">Whether the answer passed, one for each check; null where it cannot be told, or while there is no answer.</param>
public record CellResponse(
    int Variant,
    int Input,
    int Repeat,
    Guid? RunId,
    RunStatus Status,
    int Attempts,
    string Preview,
    string? FinishReason,
    int? InputTokens,
    int? OutputTokens,
    int? LatencyMs,
    int? TimeToFirstTokenMs,
    decimal? CostUsd,
    decimal? SpentUsd,
    string? ErrorCode,
    string? ErrorMessage,
    IReadOnlyList<bool?>? Checks)
{
    public static CellResponse From(ComparisonPlan plan, CellState state, IReadOnlyDictionary<Guid, IReadOnlyList<bool?>> results)
    {
        var place = plan.PlaceOf(state.Cell);
        // A cell that is to run anew shows nothing of its last run.
        var run = state.IsPending ? null : state.Newest?.Run;
        return new(
            place.Variant,
            place.Input,
            place.Repeat,
            run?.Id,
            state.Status,
            state.Attempts,
            run is null ? "" : state.Newest!.Preview,
            run?.Outcome.FinishReason,
            run?.Outcome.InputTokens,
            run?.Outcome.OutputTokens,
            run?.Outcome.LatencyMs,
            run?.Outcome.TimeToFirstTokenMs,
            run?.Outcome.TotalCostUsd,
            state.SpentUsd,
            run?.Outcome.ErrorCode,
            run?.Outcome.ErrorMessage,
            run is null ? null : results.GetValueOrDefault(run.Id));
    }
}

/// <summary>A row of the board with all its texts.</summary>
public sealed record BoardRowResponse(string Name, RawJson Variables, IReadOnlyList<CellTextResponse> Cells);

/// <summary>A cell with what it was asked and what it answered.</summary>
public sealed record CellTextResponse(CellResponse Cell, string ResponseText, string ReasoningText);
