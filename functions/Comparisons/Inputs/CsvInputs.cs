using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using PromptLab.Platform.Json;

namespace PromptLab.Comparisons.Inputs;

/// <summary>A table whose first line names the variables; a column "__name" gives each input its name. Columns count from 1.</summary>
internal static class CsvInputs
{
    private const string NameColumn = "__name";

    private static readonly char[] Delimiters = [',', ';', '\t'];

    public static IReadOnlyList<ComparisonInput> Read(string text, InputFaults faults)
    {
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture)
        {
            Delimiter = DelimiterOf(text).ToString(),
            IgnoreBlankLines = true,
            BadDataFound = null,
        };
        using CsvParser csv = new(new StringReader(text.TrimStart('\uFEFF')), configuration);
        List<ComparisonInput> inputs = [];
        string[]? header = null;
        for (long line = 1; !faults.AreMany && csv.Read(); line = csv.RawRow + 1)
        {
            // The parser tells the last line of a row that goes over several.
            if (csv.RawRecord.Count(each => each == '"') % 2 != 0)
            {
                faults.At(line, csv.Count, "A quotation mark opens here that is never closed.");
            }
            else if (header is null)
            {
                header = [.. csv.Record!.Select(name => name.Trim())];
                CheckHeader(header, line, faults);
            }
            else if (csv.Count != header.Length)
            {
                faults.At(line, Math.Min(csv.Count, header.Length) + 1, $"This row has {csv.Count} columns; the first line names {header.Length}.");
            }
            else if (faults.Sentences.Count == 0)
            {
                inputs.Add(InputOf(header, csv.Record!, inputs.Count));
                if (inputs.Count > ComparisonPlan.MostCells)
                {
                    faults.At(line, 1, "A comparison has at most 2,000 inputs.");
                    break;
                }
            }
        }

        return inputs;
    }

    private static void CheckHeader(string[] header, long line, InputFaults faults)
    {
        HashSet<string> seen = [];
        foreach (var (index, name) in header.Index())
        {
            if (name.Length == 0)
            {
                faults.At(line, index + 1, "Name the variable of this column.");
            }
            else if (!seen.Add(name))
            {
                faults.At(line, index + 1, $"There are two columns \"{name}\".");
            }
        }
    }

    private static ComparisonInput InputOf(string[] header, string[] fields, int index)
    {
        var name = Array.IndexOf(header, NameColumn) is >= 0 and var column && fields[column].Length > 0 ? fields[column] : $"Input {index + 1}";
        return new(name, RawJson.FromMembers(header.Zip(fields).Where(each => each.First != NameColumn)
            .Select(each => RawMember.Of(each.First, JsonSerializer.Serialize(each.Second, ApiJson.Options)))));
    }

    /// <summary>The one that the first line has most of.</summary>
    private static char DelimiterOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        return Delimiters.MaxBy(delimiter => first.Count(each => each == delimiter));
    }
}
