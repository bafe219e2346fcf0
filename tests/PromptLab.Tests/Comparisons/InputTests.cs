using System.Globalization;
using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

/// <summary>What comes in as a file and goes out as one, and what it would cost.</summary>
public class InputTests(SharedApp shared)
{
    [Theory]
    [InlineData("csv", "topic,__name\ntides,Tides\n\"rivers, \"\"old\"\"\nand new\",\n")]
    [InlineData("csv", "topic;__name\r\ntides;Tides\r\n\"rivers, \"\"old\"\"\nand new\";\r\n")]
    [InlineData("csv", "\uFEFFtopic\t__name\ntides\tTides\n\n\"rivers, \"\"old\"\"\nand new\"\t")]
    [InlineData("json", """[{"name":"Tides","variables":{"topic":"tides"}},{"topic":"rivers, \"old\"\nand new"}]""")]
    [InlineData("jsonl", "{\"name\":\"Tides\",\"variables\":{\"topic\":\"tides\"}}\n\n{\"topic\":\"rivers, \\\"old\\\"\\nand new\"}\r\n")]
    public async Task A_file_becomes_inputs(string format, string text)
    {
        var ada = await shared.App.RegisterAsync();

        var inputs = (await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/comparisons/inputs/", new { format, text })).GetProperty("inputs");

        Assert.Equal(
            [("Tides", "tides"), ("Input 2", "rivers, \"old\"\nand new")],
            inputs.EnumerateArray().Select(input => (input.Text("name"), input.GetProperty("variables").Text("topic"))));
    }

    [Theory]
    [InlineData("csv", "a,b\n1,2\n3\n", "Line 3, column 2: This row has 1 columns; the first line names 2.")]
    [InlineData("csv", "a,b\n1,2,3\n", "Line 2, column 3: This row has 3 columns; the first line names 2.")]
    [InlineData("csv", "a,a\n1,2\n", "Line 1, column 2: There are two columns \"a\".")]
    [InlineData("csv", "a,\n1,2\n", "Line 1, column 2: Name the variable of this column.")]
    [InlineData("csv", "a,b\n\"1\n1\",2\n3,\"4\n", "Line 4, column 2: A quotation mark opens here that is never closed.")]
    [InlineData("csv", "a,b\n", "There is no input in this text.")]
    [InlineData("json", "[{\"a\":1},\n {\"é\":}]", "Line 2, column 7: This is not valid JSON.")]
    [InlineData("json", "{\"a\":1}", "Line 1, column 1: Expected a list of objects, one for each input.")]
    [InlineData("json", "[{\"a\":1},2]", "Item 2 is not an object.")]
    [InlineData("jsonl", "{\"a\":1}\n{\"a\":}\n", "Line 2, column 6: This is not valid JSON.")]
    [InlineData("jsonl", "{\"a\":1}\n[1]\n", "Line 2, column 1: Expected an object.")]
    public async Task What_is_wrong_is_told_by_line_and_column(string format, string text, string sentence)
    {
        var ada = await shared.App.RegisterAsync();

        var problem = await Problem.AssertAsync(await ada.SendAsync("POST", "/api/comparisons/inputs/", new { format, text }), HttpStatusCode.BadRequest, "invalid");

        Assert.Equal([sentence], problem.GetProperty("errors").GetProperty("text").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task More_inputs_than_a_comparison_takes_are_refused()
    {
        var ada = await shared.App.RegisterAsync();
        var text = "a\n" + string.Join('\n', Enumerable.Range(1, 2_001));

        var problem = await Problem.AssertAsync(await ada.SendAsync("POST", "/api/comparisons/inputs/", new { format = "csv", text }), HttpStatusCode.BadRequest, "invalid");

        Assert.Equal("Line 2002, column 1: A comparison has at most 2,000 inputs.", problem.GetProperty("errors").GetProperty("text")[0].GetString());
    }

    [Fact]
    public async Task A_board_leaves_as_csv_and_as_json_lines_with_every_answer()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: ""));
        object[] inputs = [.. Enumerable.Range(0, 130).Select(number => new { text = $"Line {number},\n\"quoted\"" })];
        var comparison = await ada.CompareAsync(A.Comparison(prompt, ["simulator/echo"], inputs, checks: [new { type = "contains", value = "7" }]));
        await ada.WaitForBoardAsync(comparison.Id());
        await ada.CallAsync(HttpStatusCode.OK, "PUT", $"/api/comparisons/{comparison.Id()}/marks/", new { variant = 0, input = 7, rating = 5 });

        var rows = (await SpreadsheetOfAsync(ada, comparison)).Rows;
        using var jsonl = await ada.SendAsync("GET", $"/api/comparisons/{comparison.Id()}/export/?format=jsonl");
        var lines = (await jsonl.Content.ReadAsStringAsync(Account.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();

        Assert.Equal("application/jsonl", jsonl.Content.Headers.ContentType?.MediaType);
        Assert.Equal(130, rows.Count);
        Assert.Equal(130, lines.Count);
        Assert.Equal(
            ("Input 8", "Line 7,\n\"quoted\"", "succeeded", "5", "true"),
            (rows[7]["input"], rows[7]["response_text"], rows[7]["status"], rows[7]["rating"], rows[7]["check_1_contains"]));
        Assert.Equal(
            ("Input 8", "Line 7,\n\"quoted\"", 5, "[true]"),
            (lines[7].Text("input"), lines[7].Text("response_text"), lines[7].Number("rating"), lines[7].GetProperty("checks").GetRawText()));
    }

    [Fact]
    public async Task No_answer_of_a_board_becomes_a_formula_in_a_spreadsheet()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: ""));
        var comparison = await ada.CompareAsync(A.Comparison(prompt, ["simulator/echo"], [.. Spreadsheet.Formulas.Append("1-1").Select(text => new { text })]));
        await ada.WaitForBoardAsync(comparison.Id());

        var spreadsheet = await SpreadsheetOfAsync(ada, comparison);

        Assert.Equal([.. Spreadsheet.Formulas.Select(text => "'" + text), "1-1"], spreadsheet.Rows.Select(row => row["response_text"]));
    }

    private static async Task<Spreadsheet> SpreadsheetOfAsync(Account account, JsonElement comparison)
    {
        using var response = await account.SendAsync("GET", $"/api/comparisons/{comparison.Id()}/export/");
        return await Spreadsheet.ReadAsync(response);
    }

    [Fact]
    public async Task An_estimate_reckons_with_the_catalogues_prices()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: "", modelConfig: new { max_tokens = 10 }));
        var price = (await ada.GetAsync("/api/models/")).GetProperty("models").EnumerateArray().Single(model => model.Id() == "simulator/dear").GetProperty("pricing");
        var (input, output) = (decimal.Parse(price.Text("prompt"), NumberStyles.Float, CultureInfo.InvariantCulture), decimal.Parse(price.Text("completion"), NumberStyles.Float, CultureInfo.InvariantCulture));

        var run = await EstimateAsync(new { prompt_id = prompt.Id(), model_id = "simulator/dear", variables = new { text = "twelve bytes" } });
        var comparison = await EstimateAsync(A.Comparison(prompt, ["simulator/dear", "openrouter/auto"], [new { text = "twelve bytes" }, new { text = "abcd" }], repeats: 3));

        Assert.Equal((1, 3, 3 * input, (4 * input) + (10 * output)), FiguresOf(run));
        Assert.Equal((12, 24), (comparison.Number("runs"), comparison.Number("input_tokens")));
        Assert.Equal(12 * input, comparison.GetProperty("variants")[0].GetProperty("cost_usd").GetProperty("low").GetDecimal());
        Assert.True(comparison.GetProperty("variants")[1].GetProperty("cost_usd").IsNull("low"));
        Assert.True(comparison.GetProperty("cost_usd").IsNull("high"));
        Assert.Equal(0, (await ada.GetAsync("/api/runs/")).Number("count"));

        Task<JsonElement> EstimateAsync(object body) => ada.CallAsync(HttpStatusCode.OK, "POST", "/api/estimates/", body);

        static (int, int, decimal, decimal) FiguresOf(JsonElement estimate) => (
            estimate.Number("runs"), estimate.Number("input_tokens"),
            estimate.GetProperty("cost_usd").GetProperty("low").GetDecimal(), estimate.GetProperty("cost_usd").GetProperty("high").GetDecimal());
    }

    [Fact]
    public async Task A_text_that_is_not_saved_is_estimated_as_the_version_that_it_would_become()
    {
        var ada = await shared.App.RegisterAsync();
        object parameters = new { model = "simulator/dear", max_tokens = 10 };
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Say {{ text }}", systemMessage: "Be brief.", modelConfig: parameters));
        object variables = new { text = "twelve bytes" };

        var saved = await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/estimates/", new { prompt_id = prompt.Id(), variables });
        var text = new { system_message = "Be brief.", user_message_template = "Say {{ text }}", model_config = parameters };
        var written = await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/estimates/", new { text.system_message, text.user_message_template, text.model_config, variables });

        Assert.Equal(saved.GetProperty("cost_usd").GetRawText(), written.GetProperty("cost_usd").GetRawText());
        Assert.Equal(saved.Number("input_tokens"), written.Number("input_tokens"));
        Assert.Empty(written.GetProperty("missing").EnumerateArray());
        var unfilled = await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/estimates/", text);
        Assert.Equal("""["text"]""", unfilled.GetProperty("missing").GetRawText());
        Assert.Equal(written.Number("input_tokens") - 3, unfilled.Number("input_tokens"));
        Assert.Equal(["user_message_template"], await FieldsAsync(new { user_message_template = "{{ never closed", model_id = "simulator/dear" }));
        Assert.Equal(["model_id"], await FieldsAsync(new { user_message_template = "Hello" }));
        Assert.Equal(["prompt_id"], await FieldsAsync(new { user_message_template = "Hello", prompt_id = prompt.Id() }));

        async Task<string[]> FieldsAsync(object body)
        {
            var problem = await ada.CallAsync(HttpStatusCode.BadRequest, "POST", "/api/estimates/", body);
            return [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)];
        }
    }
}
