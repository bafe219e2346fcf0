using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Comparisons;

public class ComparisonApiTests(SharedApp shared)
{
    private static readonly string[] Both = ["simulator/quick", "simulator/echo"];

    [Fact]
    public async Task Every_variant_runs_on_every_input_as_often_as_asked()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: ""));

        var comparison = await ada.CompareAsync(A.Comparison(prompt, Both, [new { text = "one" }, new { text = "two" }], repeats: 3));
        var board = await ada.WaitForBoardAsync(comparison.Id());

        Assert.Equal(12, comparison.Number("cells"));
        var cells = board.GetProperty("cells").EnumerateArray().ToList();
        Assert.Equal(
            [.. from input in Enumerable.Range(0, 2) from variant in Enumerable.Range(0, 2) from repeat in Enumerable.Range(0, 3) select (variant, input, repeat)],
            cells.Select(cell => (cell.Number("variant"), cell.Number("input"), cell.Number("repeat"))));
        Assert.All(cells, cell => Assert.Equal(("succeeded", 1), (cell.Text("status"), cell.Number("attempts"))));
        Assert.All(cells.Where(cell => cell.Number("variant") == 1), cell => Assert.Equal(cell.Number("input") == 0 ? "one" : "two", cell.Text("preview")));
        Assert.Equal(12, cells.Select(cell => cell.Text("run_id")).Distinct().Count());
    }

    [Fact]
    public async Task Its_runs_are_runs_of_the_history_and_say_where_they_belong()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var comparison = await ada.CompareAsync(A.Comparison(prompt, Both));
        var board = await ada.WaitForBoardAsync(comparison.Id());
        await ada.RunAsync(prompt);

        var listed = (await ada.GetAsync($"/api/runs/?comparison_id={comparison.Id()}&prompt_id={prompt.Id()}")).Results();
        var run = await ada.GetAsync($"/api/runs/{board.GetProperty("cells")[1].Text("run_id")}/");

        Assert.Equal([0, 1], listed.Select(each => each.Number("comparison_cell")).Order());
        Assert.Equal((comparison.Id(), 1), (run.Text("comparison_id"), run.Number("comparison_cell")));
        Assert.Equal(3, (await ada.GetAsync("/api/runs/")).Number("count"));
    }

    [Fact]
    public async Task Comparisons_are_listed_newest_first_with_what_is_open()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Rivers);
        var first = await ada.CompareAsync(A.Comparison(prompt));
        await ada.WaitForBoardAsync(first.Id());
        var second = await ada.CompareAsync(A.Comparison(prompt, ["simulator/slow"]));
        await ada.WaitForBoardAsync(second.Id(), board => board.GetProperty("cells")[0].Text("status") is "running");

        var page = await ada.GetAsync("/api/comparisons/?page_size=1");
        var older = await ada.GetAsync(page.Text("next"));
        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/comparisons/{second.Id()}/cancel/");

        Assert.Equal((2, second.Id(), 1), (page.Number("count"), page.Results().Single().Id(), page.Results().Single().Number("open_cells")));
        Assert.Equal((first.Id(), 0), (older.Results().Single().Id(), older.Results().Single().Number("open_cells")));
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_its_field()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        object Variant(object? more = null) => more ?? new { prompt_id = prompt.Id(), model_id = "simulator/quick" };
        object[] inputs = [new { variables = new { text = "a", language = "b" } }];

        await RefusedAsync("inputs", new { name = "x", variants = new[] { Variant() }, inputs = Enumerable.Repeat(new { }, 201), repeats = 10 });
        await RefusedAsync("variants[1].prompt_id", new { name = "x", variants = new[] { Variant(), new { prompt_id = Guid.NewGuid() } }, inputs });
        await RefusedAsync("variants[0].version_number", new { name = "x", variants = new[] { Variant(new { prompt_id = prompt.Id(), version_number = 2, model_id = "m" }) }, inputs });
        await RefusedAsync("variants[0].model_id", new { name = "x", variants = new[] { Variant(new { prompt_id = prompt.Id() }) }, inputs });
        await RefusedAsync("variants[0].model_config.temperature", new { name = "x", variants = new[] { Variant(new { prompt_id = prompt.Id(), model_id = "m", model_config = new { temperature = 9 } }) }, inputs });
        await RefusedAsync("inputs[1].variables.language", new { name = "x", variants = new[] { Variant() }, inputs = inputs.Append(new { variables = new { text = "a" } }) });
        await RefusedAsync("checks[0].type", new { name = "x", variants = new[] { Variant() }, inputs, checks = new[] { new { type = "similar" } } });
        await RefusedAsync("checks[0].value", new { name = "x", variants = new[] { Variant() }, inputs, checks = new[] { new { type = "regex", value = "(a" } } });
        await RefusedAsync("checks[0].value", new { name = "x", variants = new[] { Variant() }, inputs, checks = new[] { new { type = "not-regex", value = "(?=a)b" } } });
        await RefusedAsync("checks[0].value", new { name = "x", variants = new[] { Variant() }, inputs, checks = new object[] { new { type = "is-json", value = new { type = "object", pattern = "(a+)+$" } } } });
        await RefusedAsync("checks[0].threshold", new { name = "x", variants = new[] { Variant() }, inputs, checks = new[] { new { type = "latency" } } });
        Assert.Equal(0, (await ada.GetAsync("/api/comparisons/")).Number("count"));
        Assert.Equal(0, (await ada.GetAsync("/api/runs/")).Number("count"));

        async Task RefusedAsync(string field, object body)
        {
            var problem = await Problem.AssertAsync(await ada.SendAsync("POST", "/api/comparisons/", body), HttpStatusCode.BadRequest, "invalid");
            Assert.Contains(field, problem.Fields());
        }
    }

    [Fact]
    public async Task A_model_that_is_not_simulated_needs_a_key()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var refused = await ada.SendAsync("POST", "/api/comparisons/", A.Comparison(prompt, ["simulator/quick", "openai/gpt-5"]));

        await Problem.AssertAsync(refused, HttpStatusCode.Conflict, "api-key-missing");
    }

    [Fact]
    public async Task The_same_request_sent_many_times_at_once_makes_one_comparison()
    {
        var ada = await shared.App.RegisterAsync();
        var body = A.Comparison(await ada.CreatePromptAsync(), Both);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ada.SendAsync("POST", "/api/comparisons/", body, ("Idempotency-Key", "once"))));
        var ids = await Task.WhenAll(answers.Select(async answer => JsonElement.Parse(await answer.Content.ReadAsStringAsync(Account.Token)).Id()));
        var other = await ada.SendAsync("POST", "/api/comparisons/", A.Comparison(await ada.CreatePromptAsync()), ("Idempotency-Key", "once"));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Accepted, $"/api/comparisons/{ids[0]}/"), (answer.StatusCode, answer.Headers.Location!.ToString())));
        await Problem.AssertAsync(other, HttpStatusCode.Conflict, "conflict");
        await ada.WaitForBoardAsync(Assert.Single(ids.Distinct()));
        Assert.Equal(2, (await ada.GetAsync("/api/runs/")).Number("count"));
    }

    [Fact]
    public async Task A_comparison_that_is_deleted_leaves_its_runs_in_the_history()
    {
        var ada = await shared.App.RegisterAsync();
        var comparison = await ada.CompareAsync(A.Comparison(await ada.CreatePromptAsync(A.Rivers), ["simulator/slow"]));
        var path = $"/api/comparisons/{comparison.Id()}/";

        var early = await ada.SendAsync("DELETE", path);
        await ada.CallAsync(HttpStatusCode.OK, "POST", path + "cancel/");
        await ada.WaitForBoardAsync(comparison.Id());
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", path);

        await Problem.AssertAsync(early, HttpStatusCode.Conflict, "conflict");
        await Problem.AssertAsync(await ada.SendAsync("GET", path), HttpStatusCode.NotFound, "not-found");
        Assert.Equal(1, (await ada.GetAsync($"/api/runs/?comparison_id={comparison.Id()}")).Number("count"));
    }

    [Fact]
    public async Task A_prompt_that_is_deleted_meanwhile_stops_nothing()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Rivers);
        var comparison = await ada.CompareAsync(A.Comparison(prompt, ["simulator/slow"]));
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{prompt.Id()}/");
        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/comparisons/{comparison.Id()}/cancel/");
        await ada.WaitForBoardAsync(comparison.Id());

        var resumed = await ada.CallAsync(HttpStatusCode.Accepted, "POST", $"/api/comparisons/{comparison.Id()}/resume/");
        var board = await ada.WaitForBoardAsync(comparison.Id(), board => board.GetProperty("cells")[0].Text("status") is "running");
        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/comparisons/{comparison.Id()}/cancel/");

        Assert.Equal((1, 2), (resumed.Number("cells"), board.GetProperty("cells")[0].Number("attempts")));
    }

    [Fact]
    public async Task An_account_takes_its_comparisons_along_with_marks_and_votes()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var comparison = await ada.CompareAsync(A.Comparison(prompt, Both, checks: [new { type = "contains", value = "Good" }]));
        await ada.WaitForBoardAsync(comparison.Id());
        var path = $"/api/comparisons/{comparison.Id()}/";
        await ada.CallAsync(HttpStatusCode.OK, "PUT", path + "marks/", new { variant = 1, input = 0, rating = 4 });
        var pair = (await ada.GetAsync(path + "blind-pair/")).GetProperty("pair").Id();
        await ada.CallAsync(HttpStatusCode.Created, "POST", path + "votes/", new { pair, preferred = "left" });
        var before = await ada.GetAsync(path);

        var document = await ada.GetAsync("/api/settings/export/");
        var bob = await shared.App.RegisterAsync("Bob");
        var report = await bob.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);
        var again = await bob.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);

        Assert.Equal((1, 0), (report.GetProperty("comparisons").Number("added"), again.GetProperty("comparisons").Number("added")));
        Assert.Equal(0, report.GetProperty("problems").GetArrayLength());
        var after = await bob.GetAsync(path);
        foreach (var part in new[] { "name", "variants", "inputs", "checks", "cells", "marking" })
        {
            Assert.Equal(before.GetProperty(part).GetRawText(), after.GetProperty(part).GetRawText());
        }

        Assert.Equal(0, (await bob.GetAsync(path + "blind-pair/")).Number("pairs_left"));
    }
}
