using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using PromptLab.Runs;
using PromptLab.Tests.Contract;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>The history by days, as figures and as a file. The runs are imported, so that their times and costs are known.</summary>
public class RunReportTests(SharedApp shared)
{
    private static readonly Guid PromptId = Guid.Parse("019aa8d3-0a10-7d6e-8a52-1f2e3d4c5b6a");

    [Fact]
    public async Task Figures_are_exact_and_an_unknown_cost_is_counted_not_taken_for_nothing()
    {
        var ada = await shared.App.RegisterAsync();
        await ImportAsync(ada, [
            .. Enumerable.Range(1, 20).Select(number => Run("2026-03-02T10:00:00Z", latency: number * 10, cost: 0.0000001m)),
            Run("2026-03-02T11:00:00Z", status: "failed"),
            Run("2026-03-02T12:00:00Z", status: "interrupted"),
            Run("2026-03-02T13:00:00Z", status: "canceled"),
            Run("2026-03-03T10:00:00Z", version: 2, model: "b/b", status: "failed"),
        ]);

        var answer = await ada.GetAsync("/api/run-analytics/?from=2026-03-01&to=2026-03-03");

        Assert.True(answer.IsNull("counted_from"));
        var total = answer.GetProperty("total");
        Assert.Equal((24, 20, 3, 4), (total.Number("runs"), total.Number("succeeded"), total.Number("failed"), total.Number("unknown_costs")));
        Assert.Equal(3 / 23.0, total.GetProperty("failure_rate").GetDouble());
        Assert.Equal(0.000002m, total.GetProperty("total_cost_usd").GetDecimal());
        Assert.Equal("""{"p50":100,"p90":180,"p95":190,"p99":200}""", total.GetProperty("latency_ms").ToString());
        var days = answer.GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(["2026-03-01 0 0", "2026-03-02 23 0.0000020", "2026-03-03 1 null"], days.Select(day =>
            $"{day.Text("day")} {day.GetProperty("figures").Number("runs")} {day.GetProperty("figures").GetProperty("total_cost_usd").GetRawText()}"));
        Assert.Equal(["1 a/a 23", "2 b/b 1"], answer.GetProperty("groups").EnumerateArray().Select(group =>
            $"{group.Number("version_number")} {group.Text("model_id")} {group.GetProperty("figures").Number("runs")}"));
        Assert.True(answer.GetProperty("groups")[1].GetProperty("figures").IsNull("latency_ms"));
    }

    [Fact]
    public async Task Days_begin_and_end_at_midnight_in_utc_in_list_figures_and_export()
    {
        var ada = await shared.App.RegisterAsync();
        var (before, first, last, after) = (Run("2026-03-01T23:59:59.999Z"), Run("2026-03-02T00:00:00Z"), Run("2026-03-03T23:59:59.999Z"), Run("2026-03-04T00:00:00Z"));
        await ImportAsync(ada, before, first, last, after);
        const string days = "from=2026-03-02&to=2026-03-03";

        Assert.Equal([last.Id, first.Id], Ids(await ada.GetAsync($"/api/runs/?{days}")));
        Assert.Equal([last.Id, first.Id], Ids(await ada.GetAsync($"/api/runs/?{days}&prompt_id={PromptId}")));
        Assert.Equal([last.Id, first.Id, before.Id], Ids(await ada.GetAsync("/api/runs/?to=2026-03-03")));
        Assert.Equal([after.Id, last.Id], Ids(await ada.GetAsync("/api/runs/?from=2026-03-03")));
        Assert.Equal(2, (await ada.GetAsync($"/api/run-analytics/?{days}")).GetProperty("total").Number("runs"));
        Assert.Equal([last.Id, first.Id], (await LinesAsync(ada, $"format=jsonl&{days}")).Select(line => JsonElement.Parse(line).Id()));
    }

    [Fact]
    public async Task Pages_lead_on_and_back_within_the_days_only()
    {
        var ada = await shared.App.RegisterAsync();
        var runs = Enumerable.Range(1, 9).Select(day => Run($"2026-03-0{day}T10:00:00Z")).ToArray();
        await ImportAsync(ada, runs);

        var first = await ada.GetAsync("/api/runs/?from=2026-03-03&to=2026-03-07&page_size=2");
        var second = await ada.GetAsync(first.Text("next"));
        var third = await ada.GetAsync(second.Text("next"));
        var back = await ada.GetAsync((await ada.GetAsync(third.Text("previous"))).Text("previous"));

        Assert.Equal(5, first.Number("count"));
        Assert.Equal([runs[6].Id, runs[5].Id], Ids(first));
        Assert.Equal([runs[4].Id, runs[3].Id], Ids(second));
        Assert.Equal([runs[2].Id], Ids(third));
        Assert.True(third.IsNull("next"));
        Assert.Equal(Ids(first), Ids(back));
        Assert.Equal(Ids(third), Ids(await ada.GetAsync("/api/runs/?from=2026-03-03&to=2026-03-07&page_size=2&page=3")));
    }

    [Fact]
    public async Task A_filtered_list_of_more_than_a_thousand_is_not_counted_to_its_end()
    {
        var ada = await shared.App.RegisterAsync();
        var (first, others) = (Run("2026-03-01T00:00:00Z"), Enumerable.Range(1, 1_000).Select(_ => Run("2026-03-02T00:00:00Z")));
        await ImportAsync(ada, [first, .. others]);

        Assert.Equal(1_001, (await ada.GetAsync("/api/runs/")).Number("count"));
        Assert.Equal(1_000, (await ada.GetAsync("/api/runs/?from=2026-03-01")).Number("count"));
        Assert.Equal([first.Id], Ids(await ada.GetAsync("/api/runs/?page=11&page_size=100")));
        Assert.Equal(1, (await ada.GetAsync("/api/runs/?to=2026-03-01")).Number("count"));
    }

    [Theory]
    [InlineData("run-analytics/?from=2026-02-30", "from")]
    [InlineData("run-analytics/?from=2026-03-02&to=2026-03-01", "from")]
    [InlineData("run-analytics/?from=2024-01-01&to=2026-01-01", "from")]
    [InlineData("runs/?to=9999-12-31T00:00:00Z", "to")]
    [InlineData("run-export/", "format")]
    [InlineData("run-export/?format=xlsx", "format")]
    public async Task Days_and_formats_that_are_none_are_told(string path, string field)
    {
        var ada = await shared.App.RegisterAsync();

        var response = await ada.SendAsync("GET", $"/api/{path}");

        Assert.Equal([field], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Fact]
    public async Task Figures_without_days_are_those_of_the_last_thirty()
    {
        var ada = await shared.App.RegisterAsync();

        var answer = await ada.GetAsync("/api/run-analytics/");

        Assert.Equal(30, answer.GetProperty("days").GetArrayLength());
        Assert.True(answer.GetProperty("total").IsNull("failure_rate"));
        Assert.Equal(0, answer.GetProperty("total").GetProperty("total_cost_usd").GetDecimal());
    }

    [Fact]
    public async Task Csv_keeps_every_text_in_its_field_and_none_a_formula()
    {
        var ada = await shared.App.RegisterAsync();
        var run = Run("2026-03-02T10:00:00Z", cost: 0.00000014m, promptName: "=HYPERLINK(\"evil\")", text: "One, \"two\"\r\nthree");
        await ImportAsync(ada, run, Run("2026-03-02T09:00:00Z", status: "failed", promptName: "@SUM(1)", text: "+1"));

        using var response = await ada.SendAsync("GET", "/api/run-export/?format=csv&status=succeeded");
        var bytes = await response.Content.ReadAsByteArrayAsync(Account.Token);
        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n", 2);

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Matches("^attachment; filename=promptlab-runs-[0-9-]{10}.csv", response.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.Equal(ColumnsOfTheList(), lines[0].TrimStart('\uFEFF').Split(',').Order());
        Assert.StartsWith($"{run.Id},2026-03-02T10:00:00Z,", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"'=HYPERLINK(\"\"evil\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",0.00000014,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",\"One, \"\"two\"\"\r\nthree\"\r\n", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("SUM", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"'@SUM(1)\",", string.Join('\n', await LinesAsync(ada, "format=csv&status=failed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_text_of_a_run_becomes_a_formula_in_a_spreadsheet()
    {
        var ada = await shared.App.RegisterAsync();
        await ImportAsync(ada, [.. Spreadsheet.Formulas.Append("1-1").Select((text, index) => Run($"2026-03-02T10:00:{59 - index}Z", promptName: text, text: text))]);

        using var response = await ada.SendAsync("GET", "/api/run-export/?format=csv");
        var spreadsheet = await Spreadsheet.ReadAsync(response);

        string[] expected = [.. Spreadsheet.Formulas.Select(text => "'" + text), "1-1"];
        Assert.Equal(expected, spreadsheet.Rows.Select(row => row["prompt_name"]));
        Assert.Equal(expected, spreadsheet.Rows.Select(row => row["response_preview"]));
    }

    [Fact]
    public async Task Jsonl_has_each_run_whole_and_only_those_that_the_filters_mean()
    {
        var ada = await shared.App.RegisterAsync();
        var bob = await shared.App.RegisterAsync("Bob");
        var wanted = Run("2026-03-02T10:00:00Z", model: "b/b", text: new string('y', 60_000));
        await ImportAsync(ada, wanted, Run("2026-03-02T09:00:00Z"));
        await ImportAsync(bob, Run("2026-03-02T10:00:00Z", model: "b/b"));

        var lines = await LinesAsync(ada, $"format=jsonl&model_id=b/b&prompt_id={PromptId}");

        Assert.Equal((await ada.GetAsync($"/api/runs/{wanted.Id}/")).ToString(), Assert.Single(lines));
        Assert.Empty(await LinesAsync(ada, $"format=jsonl&prompt_id={Guid.NewGuid()}"));
    }

    [Fact]
    public async Task Where_there_is_more_than_a_request_reads_the_last_days_are_counted_and_the_next_request_goes_on()
    {
        var ada = await shared.App.RegisterAsync();
        var busy = Enumerable.Range(0, 2_000).Select(_ => Run("2026-03-07T10:00:00Z", cost: 0.001m));
        await ImportAsync(ada, [Run("2026-03-02T10:00:00Z", cost: 0.5m), .. busy, Run("2026-03-09T10:00:00Z", model: "b/b")]);
        const string path = "/api/run-analytics/?from=2026-03-01&to=2026-03-09";

        var first = await ada.GetAsync(path);
        var ofAnotherModel = await ada.GetAsync(path + "&model_id=b/b");
        var second = await ada.GetAsync(path);

        Assert.Equal("2026-03-07T00:00:00Z", first.Text("counted_from"));
        Assert.Equal((2_001, 3), (first.GetProperty("total").Number("runs"), first.GetProperty("days").GetArrayLength()));
        Assert.True(ofAnotherModel.IsNull("counted_from"));
        Assert.Equal((1, 9), (ofAnotherModel.GetProperty("total").Number("runs"), ofAnotherModel.GetProperty("days").GetArrayLength()));
        Assert.Equal((2_002, 2.5m), (second.GetProperty("total").Number("runs"), second.GetProperty("total").GetProperty("total_cost_usd").GetDecimal()));
    }

    private static IEnumerable<string> ColumnsOfTheList() =>
        ApiContract.Current.Components("schemas")["RunFacts"]!["required"]!.AsArray().Select(name => name!.GetValue<string>()).Append("response_preview").Order();

    private static string[] Ids(JsonElement page) => [.. page.Results().Select(run => run.Id())];

    private static async Task<string[]> LinesAsync(Account account, string query)
    {
        using var response = await account.SendAsync("GET", $"/api/run-export/?{query}");
        return (await response.Content.ReadAsStringAsync(Account.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Task ImportAsync(Account account, params ImportedRun[] runs) => account.ImportRunsAsync([.. runs.Select(run => run.Body)]);

    private static ImportedRun Run(
        string at, string status = "succeeded", int? latency = null, decimal? cost = null, int version = 1, string model = "a/a", string promptName = "Tutor", string text = "")
    {
        var id = Guid.CreateVersion7(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)).ToString();
        return new(id, new
        {
            id,
            prompt_id = PromptId,
            prompt_name = promptName,
            prompt_version = PromptId,
            version_number = version,
            status,
            model_id = model,
            response_text = text,
            latency_ms = latency,
            total_cost_usd = cost,
            created_at = at,
            started_at = at,
            finished_at = at,
            updated_at = at,
        });
    }

    private sealed record ImportedRun(string Id, object Body);
}
