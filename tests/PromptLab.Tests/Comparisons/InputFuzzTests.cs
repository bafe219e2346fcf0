using System.Globalization;
using System.Net;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

/// <summary>Any text as a file of inputs is read or told to be wrong; a table that a spreadsheet wrote comes back cell by cell.</summary>
public class InputFuzzTests(SharedApp shared)
{
    private static readonly string[] Cells = ["", " ", "x", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "a\"b,c\n", "=1+1", "💡", "\0", "\u2028", "'", "null", "{}", " x ", "__name"];
    private static readonly string[] Pieces = [.. Cells, "a,b\n", "a;b\r\n", "\"open", "__name,a\n", "\uFEFF", "1,2,3\n", "\n\n", "\r"];
    private static readonly string[] Lines = ["{\"name\":\"x\",\"variables\":{\"a\":1}}", "{\"a\":\"x\"}", "[{\"a\":1},{\"name\":\"y\",\"variables\":{}}]"];

    private readonly Lazy<Task<Account>> ada = new(() => shared.App.RegisterAsync());

    private static Gen<string> Table => from pieces in Gen.Elements(Pieces).ListOf() select string.Concat(pieces);

    private static Gen<string> Documents => from lines in Gen.Elements(Lines).SelectMany(OddJson.Like).ListOf() from end in Gen.Elements("\n", "\r\n", "") select string.Join(end, lines.Take(5));

    [Fact]
    public void Any_text_is_read_or_told_to_be_wrong() => Fuzz.Check(
        from format in Gen.Elements("csv", "json", "jsonl") from text in format is "csv" ? Table : Documents select (format, text),
        300,
        async drawn =>
        {
            using var response = await (await ada.Value).SendAsync("POST", "/api/comparisons/inputs/", new { drawn.format, drawn.text });

            if (response.StatusCode is not HttpStatusCode.OK)
            {
                await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid");
            }
        });

    [Fact]
    public void A_table_comes_back_cell_by_cell() => Fuzz.Check(
        from width in Gen.Choose(2, 5) from rows in Gen.Elements(Cells).ArrayOf(width).NonEmptyListOf() from delimiter in Gen.Elements(",", ";", "\t") select (delimiter, rows),
        100,
        async drawn =>
        {
            string[][] rows = [.. drawn.rows];
            string[] names = [.. rows[0].Select((_, index) => $"column {index}")];
            await using StringWriter text = new();
            await using CsvWriter csv = new(text, new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = drawn.delimiter });
            foreach (var row in rows.Prepend(names))
            {
                Array.ForEach(row, csv.WriteField);
                await csv.NextRecordAsync();
            }

            await csv.FlushAsync();
            var read = (await (await ada.Value).CallAsync(HttpStatusCode.OK, "POST", "/api/comparisons/inputs/", new { format = "csv", text = text.ToString() })).GetProperty("inputs");

            Assert.Equal(rows, read.EnumerateArray().Select(input => names.Select(name => input.GetProperty("variables").Text(name)).ToArray()));
        });

    [Fact]
    public async Task A_table_of_very_many_columns_is_read_in_one_go()
    {
        var names = string.Join(',', Enumerable.Range(0, 250_000).Select(number => number.ToString("x", CultureInfo.InvariantCulture)));

        var problem = await Problem.AssertAsync(
            await (await ada.Value).SendAsync("POST", "/api/comparisons/inputs/", new { format = "csv", text = $"{names},0\n" }), HttpStatusCode.BadRequest, "invalid");

        Assert.Equal("Line 1, column 250001: There are two columns \"0\".", problem.GetProperty("errors").GetProperty("text")[0].GetString());
    }

    [Theory]
    [InlineData("json", """[{"name":"\ud800","variables":{}}]""")]
    [InlineData("json", """[{"\udc00":1}]""")]
    [InlineData("jsonl", """{"a":{"b":["x\ud800"]}}""")]
    public async Task Half_a_character_is_told_as_such(string format, string text)
    {
        var problem = await Problem.AssertAsync(await (await ada.Value).SendAsync("POST", "/api/comparisons/inputs/", new { format, text }), HttpStatusCode.BadRequest, "invalid");

        Assert.Equal(["Line 1, column 1: The text holds half a Unicode surrogate pair."], problem.GetProperty("errors").GetProperty("text").EnumerateArray().Select(each => each.GetString()));
    }
}
