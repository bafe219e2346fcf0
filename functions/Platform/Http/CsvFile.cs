using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace PromptLab.Platform.Http;

/// <summary>How tables leave: RFC 4180 in UTF-8, with the mark at the beginning by which spreadsheets know that.</summary>
internal static class CsvFile
{
    /// <summary>
    /// A text that a spreadsheet would take for a formula is told to be one by an apostrophe before it, in the wide forms of these signs too
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n",
        InjectionOptions = InjectionOptions.Escape,
        InjectionCharacters = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'],
    };

    /// <summary>A file that is written into the stream, which stays open.</summary>
    public static CsvWriter Open(Stream stream) => new(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true), Rfc4180);

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
