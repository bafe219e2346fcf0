using System.Text.Json;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Runs;

/// <summary>
/// The history as a file, written while it is read: its length costs time, never memory. CSV is the list as a spreadsheet
/// shows it; JSONL has each run whole.
/// </summary>
public sealed class RunExport(RunStore runs, RunHistory history)
{
    private const int RowsBetweenFlushes = 100;

    private static readonly string[] Columns =
    [
        "id", "created_at", "started_at", "finished_at", "updated_at", "status", "prompt_id", "prompt_name", "prompt_version", "version_number", "comparison_id", "comparison_cell",
        "model_id", "resolved_model_id", "provider", "generation_id", "finish_reason", "input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens",
        "total_cost_usd", "latency_ms", "time_to_first_token_ms", "error_code", "error_message", "billing", "executed_by", "response_preview",
    ];

    public Task WriteAsync(string ownerId, RunFilter filter, ExportFormat format, Stream stream, CancellationToken cancellationToken) =>
        format == ExportFormat.Csv ? WriteCsvAsync(ownerId, filter, stream, cancellationToken) : WriteJsonLinesAsync(ownerId, filter, stream, cancellationToken);

    private async Task WriteCsvAsync(string ownerId, RunFilter filter, Stream stream, CancellationToken cancellationToken)
    {
        await using var csv = CsvFile.Open(stream);
        await csv.WriteRowAsync(Columns);
        await csv.FlushAsync();

        await foreach (var (index, run) in history.ReadAllAsync(ownerId, filter, cancellationToken).Index().WithCancellation(cancellationToken))
        {
            var row = JsonSerializer.SerializeToElement(run, ApiJson.Options);
            await csv.WriteRowAsync(Columns.Select(column => TextOf(row.GetProperty(column))));
            if (index % RowsBetweenFlushes == 0)
            {
                await csv.FlushAsync();
            }
        }
    }

    private async Task WriteJsonLinesAsync(string ownerId, RunFilter filter, Stream stream, CancellationToken cancellationToken)
    {
        await using StreamWriter text = new(stream, leaveOpen: true);
        await text.FlushAsync(cancellationToken);
        await foreach (var run in runs.ReadAllAsync(ownerId, filter, cancellationToken))
        {
            await text.WriteAsync(JsonSerializer.Serialize(RunResponse.From(run), ApiJson.Options) + "\n");
            await text.FlushAsync(cancellationToken);
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}
