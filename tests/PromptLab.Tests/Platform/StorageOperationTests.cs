using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>What each request costs in storage operations. docs/storage.md shows the same table: a figure that changes changes there too.</summary>
public class StorageOperationTests
{
    private static readonly Dictionary<string, int> Expected = new()
    {
        ["Sign-in check of a request"] = 0,
        ["Sign in"] = 10,
        ["A new access token"] = 2,
        ["List of prompts"] = 1,
        ["Search, nothing changed since the last one"] = 1,
        ["Search, after a change"] = 2,
        ["One prompt with its latest version"] = 1,
        ["One prompt whose texts are long"] = 2,
        ["Create a prompt"] = 2,
        ["Save a version"] = 3,
        ["Save a version whose texts are long"] = 4,
        ["Save a version, nothing changed"] = 1,
        ["Change a name"] = 3,
        ["One version"] = 1,
        ["List of versions"] = 2,
        ["Diff of two versions"] = 2,
        ["Settings"] = 3,
        ["Run a prompt, limits unset"] = 4,
        ["Run a prompt within limits"] = 5,
        ["List of runs"] = 2,
        ["List of runs, a further page"] = 1,
        ["Figures of 30 days"] = 2,
        ["Export of runs as CSV"] = 1,
        ["Export of runs as JSONL"] = 1,
        ["A whole run that its page listens to"] = 11,
        ["A whole run that only the queue executes"] = 11,
        ["List of comparisons"] = 3,
        ["Board of 2,000 cells"] = 5,
        ["Row of a board"] = 5,
    };

    [Fact]
    public async Task Each_request_costs_what_the_table_says()
    {
        CountingTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage, Clock = new FakeTimeProvider(DateTimeOffset.UtcNow) });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var longer = await ada.CreatePromptAsync(A.Prompt("Longer", systemMessage: new string('x', 50_000)));
        var path = $"/api/prompts/{prompt.Id()}";
        Dictionary<string, int> measured = [];

        await MeasureAsync("Sign-in check of a request", () => ada.CallAsync(HttpStatusCode.OK, "POST", "/api/templates/render/", new { system_message = "a", user_message_template = "b" }));
        HttpResponseMessage session = null!;
        await MeasureAsync("Sign in", async () => session = await ada.SendAsync("POST", "/api/auth/login/", new { email = ada.Email, password = Account.Password }));
        var cookie = Assert.Single(session.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await MeasureAsync("A new access token", () => ada.SendAsync("POST", "/api/auth/refresh/", null, ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin")));
        await MeasureAsync("List of prompts", () => ada.GetAsync("/api/prompts/"));
        await ada.GetAsync("/api/prompts/?search=translate");
        await MeasureAsync("Search, nothing changed since the last one", () => ada.GetAsync("/api/prompts/?search=translate"));
        await MeasureAsync("One prompt with its latest version", () => ada.GetAsync(path + "/"));
        await MeasureAsync("One prompt whose texts are long", () => ada.GetAsync($"/api/prompts/{longer.Id()}/"));
        await MeasureAsync("Create a prompt", () => ada.CreatePromptAsync());
        await MeasureAsync("Save a version", () => SaveAsync(A.Version("Second {{ text }}")));
        await MeasureAsync("Save a version whose texts are long", () => SaveAsync(A.Version("Third", new string('y', 50_000))));
        await SaveAsync(A.Version("Fourth {{ text }}"));
        await MeasureAsync("Save a version, nothing changed", () => SaveAsync(A.Version("Fourth {{ text }}"), HttpStatusCode.OK));
        await MeasureAsync("Change a name", () => ada.CallAsync(HttpStatusCode.OK, "PATCH", path + "/", new { name = "Renamed" }));
        await MeasureAsync("Search, after a change", () => ada.GetAsync("/api/prompts/?search=translate"));
        await MeasureAsync("One version", () => ada.GetAsync(path + "/versions/2/"));
        await MeasureAsync("List of versions", () => ada.GetAsync(path + "/versions/?page_size=2"), ignore: "texts");
        await MeasureAsync("Diff of two versions", () => ada.GetAsync(path + "/versions/1/diff/2/"));
        await MeasureAsync("Settings", () => ada.GetAsync("/api/settings/"));
        // The first run of an owner's hour is noted once.
        await WholeRunAsync(queued: true);
        await MeasureAsync("Run a prompt, limits unset", () => ada.RunAsync(prompt), ignore: "RateLimits");
        // It would be executed by whoever has a place for it next.
        await ada.ListenAsync((await ada.GetAsync("/api/runs/")).Results()[0].Id());
        await MeasureAsync("A whole run that its page listens to", () => WholeRunAsync(queued: false), checkpoints: true);
        await MeasureAsync("A whole run that only the queue executes", () => WholeRunAsync(queued: true), checkpoints: true);
        await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { daily_usd = 5 } });
        await MeasureAsync("Run a prompt within limits", () => ada.RunAsync(prompt), ignore: "RateLimits");

        var firstPage = default(JsonElement);
        await MeasureAsync("List of runs", async () => firstPage = await ada.GetAsync("/api/runs/?page_size=2&model_id=simulator/quick&from=2020-01-01"));
        await MeasureAsync("List of runs, a further page", () => ada.GetAsync(firstPage.Text("next")));
        await MeasureAsync("Figures of 30 days", () => ada.GetAsync("/api/run-analytics/"));
        await MeasureAsync("Export of runs as CSV", () => ExportAsync("csv"));
        await MeasureAsync("Export of runs as JSONL", () => ExportAsync("jsonl"));

        var comparison = await CompareAsync();
        await MeasureAsync("List of comparisons", () => ada.GetAsync("/api/comparisons/"));
        await MeasureAsync("Board of 2,000 cells", () => ada.GetAsync($"/api/comparisons/{comparison}/"));
        await MeasureAsync("Row of a board", () => ada.GetAsync($"/api/comparisons/{comparison}/inputs/7/"));

        Assert.Equal(string.Join('\n', Expected.Select(row => $"{row.Key}: {row.Value}").Order()), string.Join('\n', measured.Select(row => $"{row.Key}: {row.Value}").Order()));

        // Stopped as soon as all are queued: what is measured is the board, not its runs.
        async Task<string> CompareAsync()
        {
            await ada.CallAsync(HttpStatusCode.OK, "PATCH", "/api/settings/", new { limits = new { max_concurrent_runs = 1 } });
            object[] inputs = [.. Enumerable.Range(0, 100).Select(number => new { text = $"{number}", language = "French" })];
            var started = await ada.CompareAsync(A.Comparison(prompt, ["simulator/quick", "simulator/steady"], inputs, repeats: 10));
            await ada.WaitForBoardAsync(started.Id(), board => board.GetProperty("cells").EnumerateArray().All(cell => cell.Number("attempts") == 1));
            await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/comparisons/{started.Id()}/cancel/");
            await storage.CalmAsync();
            return started.Id();
        }

        async Task MeasureAsync(string name, Func<Task> act, string? ignore = null, bool checkpoints = false)
        {
            storage.Take();
            await act();
            var operations = storage.Take().Where(operation => ignore is null || !operation.Contains(ignore, StringComparison.Ordinal)).ToList();

            // The first of these is the mark before the call; how many checkpoints follow depends on how long the call takes.
            measured[name] = operations.Count - (checkpoints ? operations.Count(operation => operation is "PUT Runs") - 1 : 0);
        }

        // To its end: it is read while it is written.
        async Task ExportAsync(string format)
        {
            using var export = await ada.SendAsync("GET", $"/api/run-export/?format={format}");
            await export.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        }

        async Task WholeRunAsync(bool queued)
        {
            var run = await ada.RunAsync(prompt);
            if (!queued)
            {
                await ada.ListenAsync(run.Id());
            }

            await app.DeliverRunAsync(ada, run);
        }

        Task SaveAsync(object version, HttpStatusCode status = HttpStatusCode.Created) => ada.CallAsync(status, "POST", path + "/versions/", version);
    }

    [Fact]
    public void The_documentation_shows_these_figures()
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), "docs/storage.md"));

        var shown = lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length >= 4 && Expected.ContainsKey(cells[1]))
            .ToDictionary(cells => cells[1], cells => int.Parse(cells[2], CultureInfo.InvariantCulture));

        Assert.Equal(Expected.OrderBy(row => row.Key), shown.OrderBy(row => row.Key));
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
