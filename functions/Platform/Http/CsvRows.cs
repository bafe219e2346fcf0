using CsvHelper;

namespace PromptLab.Platform.Http;

internal static class CsvRows
{
    /// <summary>A line of the file.</summary>
    public static Task WriteRowAsync(this CsvWriter csv, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            csv.WriteField(field);
        }

        return csv.NextRecordAsync();
    }
}
