using Microsoft.AspNetCore.Http;

namespace PromptLab.Platform.Http;

/// <summary>The form of a file that is taken along.</summary>
public sealed record ExportFormat(string Name, string MediaType)
{
    public static ExportFormat Csv { get; } = new("csv", "text/csv; charset=utf-8");

    public static ExportFormat JsonLines { get; } = new("jsonl", "application/jsonl");

    /// <param name="query">The request's, which names the form.</param>
    /// <param name="usual">What it is where nobody says it; none where it has to be said.</param>
    public static ExportFormat Read(IQueryCollection query, ExportFormat? usual = null) => query["format"].ToString() switch
    {
        "csv" => Csv,
        "jsonl" => JsonLines,
        "" when usual is not null => usual,
        _ => throw ProblemException.Invalid("format", "Choose one of csv, jsonl."),
    };
}
