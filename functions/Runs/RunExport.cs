using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Runs;

/// <summary>The form of an export.</summary>
public sealed record ExportFormat(string Name, string MediaType);

/// <summary>
/// The history as a file, written while it is read: its length costs time, never memory. CSV is the list as a spreadsheet
/// shows it; JSONL has each run whole.
/// </summary>
public sealed class RunExport(RunStore runs, RunHistory history)
{
    private const int RowsBetweenFlushes = 100;

    private static readonly ExportFormat Csv = new("csv", "text/csv");
    private static readonly ExportFormat JsonLines = new("jsonl", "application/jsonl");

    /// <summary>RFC 4180. A text that a spreadsheet would take for a formula is told to be one by an apostrophe before it.</summary>
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture) { NewLine = "\r\n", InjectionOptions = InjectionOptions.Escape };

    private static readonly string[] Columns =
    [
        "id", "created_at", "started_at", "finished_at", "updated_at", "status", "prompt_id", "prompt_name", "prompt_version", "version_number", "comparison_id", "comparison_cell",
        "model_id", "resolved_model_id", "provider", "generation_id", "finish_reason", "input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens",
        "total_cost_usd", "latency_ms", "time_to_first_token_ms", "error_code", "error_message", "billing", "executed_by", "response_preview",
    ];

    public static ExportFormat FormatOf(IQueryCollection query) => query["format"].ToString() switch
    {
        "csv" => Csv,
        "jsonl" => JsonLines,
        _ => throw ProblemException.Invalid("format", "Choose one of csv, jsonl."),
    };

    public async Task WriteAsync(string ownerId, RunFilter filter, ExportFormat format, Stream stream, CancellationToken cancellationToken)
    {
        // Spreadsheets know by the mark at the beginning that it is UTF-8; programs that read JSON want none.
        await using StreamWriter text = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: format == Csv), leaveOpen: true);
        await (format == Csv ? WriteCsvAsync(ownerId, filter, text, cancellationToken) : WriteJsonLinesAsync(ownerId, filter, text, cancellationToken));
    }

    private async Task WriteCsvAsync(string ownerId, RunFilter filter, StreamWriter text, CancellationToken cancellationToken)
    {
        await using CsvWriter csv = new(text, Rfc4180, leaveOpen: true);
        await WriteRowAsync(csv, Columns);
        await csv.FlushAsync();

        await foreach (var (index, run) in history.ReadAllAsync(ownerId, filter, cancellationToken).Index().WithCancellation(cancellationToken))
        {
            var row = JsonSerializer.SerializeToElement(run, ApiJson.Options);
            await WriteRowAsync(csv, Columns.Select(column => TextOf(row.GetProperty(column))));
            if (index % RowsBetweenFlushes == 0)
            {
                await csv.FlushAsync();
            }
        }
    }

    private async Task WriteJsonLinesAsync(string ownerId, RunFilter filter, StreamWriter text, CancellationToken cancellationToken)
    {
        await text.FlushAsync(cancellationToken);
        await foreach (var run in runs.ReadAllAsync(ownerId, filter, cancellationToken))
        {
            await text.WriteAsync(JsonSerializer.Serialize(RunResponse.From(run), ApiJson.Options) + "\n");
            await text.FlushAsync(cancellationToken);
        }
    }

    private static Task WriteRowAsync(CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        return csv.NextRecordAsync();
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
