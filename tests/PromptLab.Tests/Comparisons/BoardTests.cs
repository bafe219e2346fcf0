using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

/// <summary>What a board shows, tells as it happens, and makes of the answers. The model "echo" says what it is asked.</summary>
public class BoardTests(SharedApp shared)
{
    private static object Echo => A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: "");

    [Fact]
    public async Task A_listener_hears_every_cell_and_what_is_said_in_it_until_nothing_is_open()
    {
        await using var app = await App.StartAsync(new() { Listen = true, Upstream = options => (options.FirstTokenMs, options.TokenMs) = (0, 30) });
        var ada = await app.RegisterAsync();
        var text = string.Join(' ', Enumerable.Range(0, 120).Select(number => $"word{number}"));
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), ["simulator/echo"], [new { text }, new { text = "short" }]));

        var events = await ada.ListenToBoardAsync(comparison.Id());

        Assert.Equal("done", events[^1].Type);
        var heard = events.Where(item => item.Type is "cells").SelectMany(item => item.Data.GetProperty("cells").EnumerateArray()).ToList();
        Assert.Equal([0, 1], heard.Where(cell => cell.Text("status") is "succeeded").Select(cell => cell.Number("input")).Distinct().Order());
        var said = ReceivedEvent.TextOf(events.Where(item => item.Type is "delta" && item.Data.Number("input") == 0));
        Assert.StartsWith(said, text, StringComparison.Ordinal);
        Assert.NotEmpty(said);
        Assert.Equal(0, events.Last(item => item.Type is "summaries").Data.Number("open_cells"));
    }

    [Fact]
    public async Task A_listener_that_knows_the_board_hears_only_what_is_new()
    {
        var ada = await shared.App.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), ["simulator/echo"], [new { text = "a" }, new { text = "b" }]));
        var cursor = (await ada.WaitForBoardAsync(comparison.Id())).Text("cursor");
        var later = $"{long.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture) + TimeSpan.TicksPerMinute}";

        var all = await ada.ListenToBoardAsync(comparison.Id());
        var news = await ada.ListenToBoardAsync(comparison.Id(), later);

        Assert.Equal(["cells", "summaries", "done"], all.Select(item => item.Type));
        Assert.Equal(cursor, all[0].Id);
        Assert.Equal(["done"], news.Select(item => item.Type));
    }

    [Fact]
    public async Task A_listener_that_saw_the_board_before_its_first_run_hears_everything()
    {
        var ada = await shared.App.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), ["simulator/echo"], [new { text = "a" }]));
        await ada.WaitForBoardAsync(comparison.Id());

        var all = await ada.ListenToBoardAsync(comparison.Id(), "0");

        Assert.Equal(["cells", "summaries", "done"], all.Select(item => item.Type));
    }

    [Fact]
    public async Task A_row_has_its_whole_texts()
    {
        var ada = await shared.App.RegisterAsync();
        var text = new string('x', 40_000);
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), ["simulator/echo", "simulator/quick"], [new { text = "a" }, new { text }]));
        await ada.WaitForBoardAsync(comparison.Id());

        var row = await ada.GetAsync($"/api/comparisons/{comparison.Id()}/inputs/2/");

        Assert.Equal(("Input 2", text), (row.Text("name"), row.GetProperty("variables").Text("text")));
        Assert.Equal([0, 1], row.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("cell").Number("variant")));
        Assert.Equal(text, row.GetProperty("cells")[0].Text("response_text"));
        await Problem.AssertAsync(await ada.SendAsync("GET", $"/api/comparisons/{comparison.Id()}/inputs/3/"), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_summary_counts_what_the_cells_show()
    {
        var ada = await shared.App.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(
            await ada.CreatePromptAsync(Echo), ["simulator/echo", "simulator/error-500"], [new { text = "a b c" }, new { text = "d" }], repeats: 2));
        var board = await ada.WaitForBoardAsync(comparison.Id());

        var (good, bad) = (board.GetProperty("variants")[0].GetProperty("summary"), board.GetProperty("variants")[1].GetProperty("summary"));
        var cells = board.GetProperty("cells").EnumerateArray().Where(cell => cell.Number("variant") == 0).ToList();
        Assert.Equal(4, good.GetProperty("statuses").Number("succeeded"));
        Assert.Equal(4, bad.GetProperty("statuses").Number("failed"));
        Assert.Equal((4, 4, 1.0), ShareOf(good.GetProperty("outcomes").GetProperty("succeeded")));
        Assert.Equal(cells.Sum(cell => cell.GetProperty("cost_usd").GetDecimal()), good.GetProperty("cost_usd").GetDecimal());
        Assert.Equal(cells.Sum(cell => cell.Number("output_tokens")), good.Number("output_tokens"));
        Assert.Equal(cells.Select(cell => cell.Number("latency_ms")).Order().ElementAt(1), good.GetProperty("latency_ms").Number("p50"));
        Assert.Equal(cells.Max(cell => cell.Number("latency_ms")), good.GetProperty("latency_ms").Number("p95"));
        Assert.True(bad.GetProperty("latency_ms").IsNull("p50"));
    }

    [Theory]
    [InlineData("equals", "\"Hello World\"", true)]
    [InlineData("equals", "\"hello world\"", false)]
    [InlineData("equals", "\"{{ text }}\"", true)]
    [InlineData("contains", "\"World\"", true)]
    [InlineData("not-contains", "\"World\"", false)]
    [InlineData("icontains", "\"wORLD\"", true)]
    [InlineData("regex", "\"^Hello\\\\s+W\\\\w{4}$\"", true)]
    [InlineData("not-regex", "\"[0-9]\"", true)]
    [InlineData("is-json", "null", false)]
    [InlineData("not-is-json", "null", true)]
    [InlineData("contains-json", "null", false)]
    public Task A_check_decides_on_a_text(string type, string value, bool passes) => AssertCheckAsync("Hello World", type, value, passes);

    [Theory]
    [InlineData("is-json", "null", true)]
    [InlineData("is-json", """{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}""", true)]
    [InlineData("is-json", """{"type":"object","required":["b"]}""", false)]
    [InlineData("is-json", """{"properties":{"a":{"const":2}}}""", false)]
    [InlineData("is-json", """{"$ref":"#/definitions/x","definitions":{"x":{"type":"object","additionalProperties":false,"properties":{"a":{}}}}}""", true)]
    [InlineData("equals", """{ "a" : 1 }""", true)]
    [InlineData("not-equals", """{"a":2}""", true)]
    public Task A_check_decides_on_json(string type, string value, bool passes) => AssertCheckAsync("""{"a":1}""", type, value, passes);

    [Theory]
    [InlineData("contains-json", "null", true)]
    [InlineData("contains-json", """{"type":"array"}""", true)]
    [InlineData("contains-json", """{"type":"object"}""", false)]
    [InlineData("is-json", "null", false)]
    public Task A_check_finds_json_in_a_text(string type, string value, bool passes) => AssertCheckAsync("Here {you} are: [1, 2] and so on", type, value, passes);

    [Fact]
    public async Task A_pattern_that_would_take_for_ever_elsewhere_is_decided_at_once() =>
        await AssertCheckAsync(new string('a', 30_000) + "!", "regex", "\"^(a+)+$\"", false);

    [Fact]
    public async Task Checks_are_changed_without_running_anything_anew()
    {
        await using var app = await App.StartAsync(new() { Listen = true });
        var ada = await app.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(Echo), ["simulator/echo"], [new { text = "yes" }, new { text = "no" }]));
        await ada.WaitForBoardAsync(comparison.Id());
        var path = $"/api/comparisons/{comparison.Id()}/";

        var changed = await ada.CallAsync(HttpStatusCode.OK, "PATCH", path, new
        {
            name = "With checks",
            checks = new object[] { new { type = "equals", value = "yes" }, new { type = "latency", threshold = 60_000 }, new { type = "not-cost", threshold = 1_000 } },
        });
        var board = await ada.GetAsync(path);

        Assert.Equal("With checks", changed.Text("name"));
        Assert.Equal(["[true,true,false]", "[false,true,false]"], board.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("checks").GetRawText()));
        var summary = board.GetProperty("variants")[0].GetProperty("summary");
        Assert.Equal([(1, 2, 0.5), (2, 2, 1), (0, 2, 0)], summary.GetProperty("checks").EnumerateArray().Select(ShareOf));
        Assert.Equal((0, 2, 0), ShareOf(summary.GetProperty("all_checks")));
        Assert.Equal(2, app.Calls.Calls.Count);
    }

    private async Task AssertCheckAsync(string answer, string type, string value, bool passes)
    {
        var ada = await shared.App.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(
            await ada.CreatePromptAsync(Echo), ["simulator/echo"], [new { text = answer }], checks: [new { type, value = JsonElement.Parse(value) }]));

        var board = await ada.WaitForBoardAsync(comparison.Id());

        Assert.Equal(passes ? "[true]" : "[false]", board.GetProperty("cells")[0].GetProperty("checks").GetRawText());
    }

    private static (int Count, int Of, double Value) ShareOf(JsonElement share) => (share.Number("count"), share.Number("of"), share.GetProperty("value").GetDouble());
}
