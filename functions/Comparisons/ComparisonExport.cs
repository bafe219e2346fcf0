using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptLab.Comparisons.Boards;
using PromptLab.Comparisons.Cells;
using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Marks;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Runs;

namespace PromptLab.Comparisons;

/// <summary>A cell as it leaves: what was asked, what was answered, and what a person and the checks said of it. Repeats count from 1.</summary>
public sealed record ExportedCell(
    string Input, RawJson Variables, string Variant, string PromptName, int VersionNumber, string ModelId, int Repeat, CellResponse Cell, string ResponseText, Mark? Mark);

/// <summary>Every cell of a board as CSV or JSON lines, written while it is read: some hundred at a time.</summary>
public sealed class ComparisonExport(CellReader cells, CheckResults checks, MarkStore marks, ComparedRuns runs)
{
    private const int AtATime = 100;

    public Task WriteAsync(Comparison comparison, ExportFormat format, Stream stream, CancellationToken cancellationToken) =>
        format == ExportFormat.Csv ? WriteCsvAsync(comparison, stream, cancellationToken) : WriteJsonLinesAsync(comparison, stream, cancellationToken);

    private async Task WriteCsvAsync(Comparison comparison, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = CsvFile.Open(stream);
        await csv.WriteRowAsync([.. FiguresOf(null).Select(figure => figure.Name), .. comparison.Checks.Select((check, index) => $"check_{index + 1}_{check.Type}")]);
        await foreach (var cell in ReadAsync(comparison, cancellationToken))
        {
            await csv.WriteRowAsync([.. FiguresOf(cell).Select(figure => TextOf(figure.Value)), .. comparison.Checks.Select((_, index) => TextOf(cell.Cell.Checks?[index]))]);
        }
    }

    private async Task WriteJsonLinesAsync(Comparison comparison, Stream stream, CancellationToken cancellationToken)
    {
        await using StreamWriter text = new(stream, leaveOpen: true);
        await foreach (var cell in ReadAsync(comparison, cancellationToken))
        {
            var line = FiguresOf(cell).Append(("checks", cell.Cell.Checks)).ToDictionary(figure => figure.Item1, figure => figure.Item2);
            await text.WriteAsync(JsonSerializer.Serialize(line, ApiJson.Options) + "\n");
        }
    }

    private async IAsyncEnumerable<ExportedCell> ReadAsync(Comparison comparison, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (states, _) = await cells.ReadAsync(comparison, cancellationToken);
        var results = await checks.GetAsync(comparison, states, cancellationToken);
        var marked = (await marks.ReadAsync(comparison, cancellationToken)).Marks.ToDictionary(mark => mark.Place);
        foreach (var some in states.Chunk(AtATime))
        {
            var answered = some.Where(state => state is { IsPending: false, Newest: not null }).Select(state => state.Newest!.Run.Id).ToList();
            var texts = await runs.ReadAsync(comparison.OwnerId, comparison.Id, answered, status: null, cancellationToken)
                .ToDictionaryAsync(stored => stored.Run.Id, stored => stored.Run.Answer.Text, cancellationToken: cancellationToken);
            foreach (var state in some)
            {
                var place = comparison.Plan.PlaceOf(state.Cell);
                var (input, variant) = (comparison.Plan.Inputs[place.Input], comparison.Plan.Variants[place.Variant]);
                var cell = CellResponse.From(comparison.Plan, state, results);
                yield return new(
                    input.Name, input.Variables, variant.Label, variant.Run.Subject.PromptName, variant.Run.Subject.VersionNumber, variant.Run.ModelId, place.Repeat + 1,
                    cell, cell.RunId is { } id ? texts.GetValueOrDefault(id, "") : "", marked.GetValueOrDefault(place));
            }
        }
    }

    /// <summary>The columns, and what they hold for a cell; for none, their names alone.</summary>
    private static IEnumerable<(string Name, object? Value)> FiguresOf(ExportedCell? cell) =>
    [
        ("input", cell?.Input),
        ("variables", cell?.Variables),
        ("variant", cell?.Variant),
        ("prompt_name", cell?.PromptName),
        ("version_number", cell?.VersionNumber),
        ("model_id", cell?.ModelId),
        ("repeat", cell?.Repeat),
        ("run_id", cell?.Cell.RunId),
        ("status", cell?.Cell.Status),
        ("response_text", cell?.ResponseText),
        ("finish_reason", cell?.Cell.FinishReason),
        ("latency_ms", cell?.Cell.LatencyMs),
        ("time_to_first_token_ms", cell?.Cell.TimeToFirstTokenMs),
        ("input_tokens", cell?.Cell.InputTokens),
        ("output_tokens", cell?.Cell.OutputTokens),
        ("cost_usd", cell?.Cell.CostUsd),
        ("spent_usd", cell?.Cell.SpentUsd),
        ("attempts", cell?.Cell.Attempts),
        ("error_code", cell?.Cell.ErrorCode),
        ("error_message", cell?.Cell.ErrorMessage),
        ("rating", cell?.Mark?.Rating),
        ("verdict", cell?.Mark?.Verdict),
        ("than_variant", cell?.Mark?.Than),
    ];

    /// <summary>As JSON would say it, but for texts, which stay themselves.</summary>
    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        RawJson json => json.Text,
        _ => JsonSerializer.Serialize(value, ApiJson.Options).Trim('"'),
    };
}
