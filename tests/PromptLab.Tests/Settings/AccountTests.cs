using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

public class AccountTests(SharedApp shared)
{
    [Fact]
    public async Task The_document_holds_everything_but_the_key()
    {
        var ada = await shared.App.RegisterAsync();
        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
        var (prompt, run) = await FillAsync(ada);

        var response = await ada.SendAsync("GET", "/api/settings/export/");

        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        var text = await response.Content.ReadAsStringAsync(Account.Token);
        var document = JsonElement.Parse(text);
        Assert.Equal("promptlab-account", document.Text("format"));
        Assert.Equal(ada.Email, document.GetProperty("user").Text("email"));
        var exported = Assert.Single(document.GetProperty("prompts").EnumerateArray());
        Assert.Equal(prompt.Id(), exported.Id());
        Assert.Equal([1, 2], exported.GetProperty("versions").EnumerateArray().Select(version => version.Number("version_number")));
        Assert.Equal(run.ToString(), Assert.Single(document.GetProperty("runs").EnumerateArray()).ToString());
        Assert.DoesNotContain(Account.ApiKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Importing_it_elsewhere_brings_everything_and_importing_it_again_adds_nothing()
    {
        var ada = await shared.App.RegisterAsync("Ada");
        var bob = await shared.App.RegisterAsync("Bob");
        var (prompt, run) = await FillAsync(ada);
        var own = await bob.CreatePromptAsync(A.Prompt("Bob's own"));
        var document = await ada.GetAsync("/api/settings/export/");

        var report = await bob.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);
        var again = await bob.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);

        Assert.Equal("""{"prompts":{"added":1,"skipped":0},"versions":{"added":2},"runs":{"added":1,"skipped":0},"comparisons":{"added":0,"skipped":0},"problems":[]}""", report.ToString());
        Assert.Equal("""{"prompts":{"added":0,"skipped":1},"versions":{"added":0},"runs":{"added":0,"skipped":1},"comparisons":{"added":0,"skipped":0},"problems":[]}""", again.ToString());
        Assert.Equal(2, (await bob.GetAsync("/api/prompts/")).Number("count"));
        Assert.Equal("Bob's own", (await bob.GetAsync($"/api/prompts/{own.Id()}/")).Text("name"));
        foreach (var number in new[] { 1, 2 })
        {
            var path = $"/api/prompts/{prompt.Id()}/versions/{number}/";
            Assert.Equal(WithoutOwner(await ada.GetAsync(path)), WithoutOwner(await bob.GetAsync(path)));
        }

        Assert.Equal(WithoutOwner(run), WithoutOwner(await bob.GetAsync($"/api/runs/{run.Id()}/")));
    }

    [Fact]
    public async Task A_long_history_comes_in_whole_also_where_some_of_it_is_there_already_or_stands_twice()
    {
        var ada = await shared.App.RegisterAsync();
        var (_, run) = await FillAsync(ada);
        JsonArray runs = [];
        for (var number = 0; number < 60; number++)
        {
            var copy = JsonNode.Parse(run.ToString())!;
            copy["id"] = number == 7 ? run.Id() : Guid.CreateVersion7().ToString();
            copy["response_text"] = new string((char)('a' + (number % 26)), number * 500);
            runs.Add(copy);
        }

        runs.Add(runs[20]!.DeepClone());
        JsonObject document = new() { ["format"] = "promptlab-account", ["version"] = 1, ["runs"] = runs };

        var report = await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);

        Assert.Equal("""{"added":59,"skipped":2}""", report.GetProperty("runs").ToString());
        Assert.Equal(60, (await ada.GetAsync("/api/runs/")).Number("count"));
        Assert.Equal((string)runs[59]!["response_text"]!, (await ada.GetAsync($"/api/runs/{runs[59]!["id"]}/")).Text("response_text"));
    }

    [Fact]
    public async Task What_is_wrong_in_a_document_is_told_and_the_rest_is_taken_in()
    {
        var ada = await shared.App.RegisterAsync();
        await FillAsync(ada);
        var document = JsonNode.Parse((await ada.GetAsync("/api/settings/export/")).ToString())!;
        var good = document["prompts"]![0]!.DeepClone();
        good["id"] = Guid.CreateVersion7().ToString();
        var gap = good.DeepClone();
        gap["versions"]!.AsArray().RemoveAt(0);
        var nameless = good.DeepClone();
        nameless["name"] = "";
        document["prompts"] = new JsonArray(gap, nameless, 7, null, good);
        var wordy = document["runs"]![0]!.DeepClone();
        wordy["finish_reason"] = new string('x', 40_000);
        document["runs"]!.AsArray().Add(wordy);
        document["runs"]![0]!["status"] = "running";

        var report = await ada.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);

        Assert.Equal(1, report.GetProperty("prompts").Number("added"));
        Assert.Equal(
            ["prompts[0].versions[0].version_number", "prompts[1].name", "prompts[2]", "prompts[3]", "runs[0].status", $"runs[{document["runs"]!.AsArray().Count - 1}].finish_reason"],
            report.GetProperty("problems").EnumerateArray().Select(problem => problem.Text("path")));
    }

    [Theory]
    [InlineData("""{"format":"other","version":1}""", "format")]
    [InlineData("""{"format":"promptlab-account","version":2}""", "version")]
    [InlineData("""{"format":"promptlab-account","version":1,"prompts":{}}""", "prompts")]
    public async Task A_document_of_something_else_is_refused(string document, string field)
    {
        var ada = await shared.App.RegisterAsync();

        var response = await ada.SendAsync("POST", "/api/settings/import/", new StringContent(document, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal([field], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Fact]
    public async Task A_deleted_account_leaves_no_row_no_blob_and_no_message()
    {
        await using var app = await App.StartAsync(new() { Listen = true });
        var ada = await app.RegisterAsync("Ada");
        var bob = await app.RegisterAsync("Bob");
        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
        var (prompt, _) = await FillAsync(ada);
        var bobs = await bob.CreatePromptAsync(A.Prompt(systemMessage: new string('b', 50_000)));
        await ada.RunAsync(prompt, A.Run("simulator/slow"));
        Assert.NotEmpty(await TracesAsync(app, ada));

        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", "/api/settings/account/", new { password = Account.Password });

        // The message of the run that was still queued goes as soon as the queue function has seen that the run is gone.
        for (var attempt = 0; attempt < 100 && await MessagesAsync(app) > 0; attempt++)
        {
            await Task.Delay(200, Account.Token);
        }

        Assert.Equal(0, await MessagesAsync(app));
        Assert.Empty(await TracesAsync(app, ada));
        Assert.Equal(bobs.Id(), (await bob.GetAsync($"/api/prompts/{bobs.Id()}/")).Id());
    }

    [Fact]
    public async Task Nothing_grows_back_with_a_token_that_outlives_the_account()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", "/api/settings/account/", new { password = Account.Password });

        foreach (var (method, path, body) in new (string, string, object)[]
        {
            ("POST", "/api/prompts/", A.Prompt()),
            ("POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("x")),
            ("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run()),
            ("PATCH", "/api/settings/", new { full_name = "Ghost", limits = new { daily_usd = 1 } }),
            ("PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey }),
        })
        {
            var response = await ada.SendAsync(method, path, body);

            Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, $"{method} {path} answered {response.StatusCode}");
        }

        Assert.Empty(await TracesAsync(app, ada));
    }

    [Fact]
    public async Task A_wrong_password_deletes_nothing()
    {
        var ada = await shared.App.RegisterAsync();
        var (prompt, _) = await FillAsync(ada);

        var response = await ada.SendAsync("DELETE", "/api/settings/account/", new { password = "not the password" });

        Assert.Equal(["password"], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
        await ada.GetAsync($"/api/prompts/{prompt.Id()}/");
    }

    [Fact]
    public async Task The_address_of_a_deleted_account_can_register_again()
    {
        var ada = await shared.App.RegisterAsync();
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", "/api/settings/account/", new { password = Account.Password });

        var again = await Account.RegisterAsync(shared.App, "Ada", ada.Email);

        Assert.Equal(0, (await again.GetAsync("/api/prompts/")).Number("count"));
    }

    private static async Task<(JsonElement Prompt, JsonElement Run)> FillAsync(Account account)
    {
        var prompt = await account.CreatePromptAsync(A.Prompt(systemMessage: new string('s', 40_000), tags: ["one"]));
        await account.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("{{ text }} {{ language }}"));
        var run = await account.RunAsync(prompt, A.Run("simulator/echo", new { text = new string('t', 40_000), language = "French" }));
        await account.ListenAsync(run.Id());
        return (prompt, await account.GetAsync($"/api/runs/{run.Id()}/"));
    }

    private static string WithoutOwner(JsonElement element) => string.Join('\n', element.EnumerateObject()
        .Where(member => member.Name is not ("created_by" or "executed_by")).Select(member => member.ToString()));

    /// <summary>Every row and blob in which the account's id or address stands.</summary>
    private static async Task<List<string>> TracesAsync(App app, Account account)
    {
        List<string> traces = [];
        TableServiceClient tables = new(app.Storage);
        await foreach (var table in tables.QueryAsync(cancellationToken: Account.Token))
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Account.Token))
            {
                var text = $"{table.Name} {string.Join(' ', row.Select(column => $"{column.Key}={column.Value}"))}";
                traces.AddRange(text.Contains(account.Id, StringComparison.Ordinal) || text.Contains(account.Email, StringComparison.Ordinal) ? [text] : []);
            }
        }

        BlobServiceClient blobs = new(app.Storage);
        await foreach (var container in blobs.GetBlobContainersAsync(cancellationToken: Account.Token))
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync(cancellationToken: Account.Token))
            {
                traces.AddRange(blob.Name.Contains(account.Id, StringComparison.Ordinal) ? [blob.Name] : []);
            }
        }

        return traces;
    }

    private static async Task<int> MessagesAsync(App app)
    {
        QueueServiceClient queues = new(app.Storage);
        var count = 0;
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: Account.Token))
        {
            count += (await queues.GetQueueClient(queue.Name).GetPropertiesAsync(Account.Token)).Value.ApproximateMessagesCount;
        }

        return count;
    }
}
