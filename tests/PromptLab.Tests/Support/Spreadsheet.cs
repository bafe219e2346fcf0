using System.Globalization;
using System.Text;
using CsvHelper;

namespace PromptLab.Tests.Support;

/// <summary>An exported table as a spreadsheet opens it.</summary>
public sealed record Spreadsheet(IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)
{
    /// <summary>What spreadsheets take for the beginning of a formula, or of a line that is one.</summary>
    public static string[] Formulas { get; } =
        ["=HYPERLINK(\"evil\")", "+1+cmd|'/C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠SUM(1)"];

    public static async Task<Spreadsheet> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(Account.Token);
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);

        using CsvReader reader = new(new StringReader(Encoding.UTF8.GetString(bytes[3..])), CultureInfo.InvariantCulture);
        return new([.. reader.GetRecords<dynamic>().Cast<IDictionary<string, object>>().Select(row => row.ToDictionary(cell => cell.Key, cell => (string)cell.Value))]);
    }
}
