using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

/// <summary>A document that was tampered with is taken in as far as it makes sense; what came of it can be read, exported and taken in anew.</summary>
public class ImportFuzzTests(SharedApp shared)
{
    [Fact]
    public async Task Whatever_was_changed_in_a_document_the_account_stays_whole()
    {
        var (ada, bob, carl) = (await shared.App.RegisterAsync("Ada"), await shared.App.RegisterAsync("Bob"), await shared.App.RegisterAsync("Carl"));
        var document = await DocumentAsync(ada);

        Fuzz.Check(OddJson.Like(document), 100, async odd =>
        {
            using var response = await ImportAsync(bob, odd);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{(int)response.StatusCode}");
        });

        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(carl, await ExportAsync(bob))).StatusCode);
        foreach (var list in new[] { "prompts", "runs", "comparisons" })
        {
            Assert.Equal((await bob.GetAsync($"/api/{list}/")).Number("count"), (await carl.GetAsync($"/api/{list}/")).Number("count"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task A_time_that_is_missing_or_before_what_storage_holds_is_no_failure_of_ours(string? time)
    {
        var document = await DocumentAsync(await shared.App.RegisterAsync("Ada"));
        var count = TimesIn(JsonNode.Parse(document)!).Count();

        for (var at = 0; at < count; at++)
        {
            var odd = JsonNode.Parse(document)!;
            var (owner, name) = TimesIn(odd).ElementAt(at);
            owner.Remove(name);
            if (time is not null)
            {
                owner[name] = time;
            }

            using var response = await ImportAsync(await shared.App.RegisterAsync("Bob"), odd.ToJsonString());
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{owner.GetPath()}.{name}: {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task A_text_that_a_run_was_sent_with_may_be_left_out()
    {
        var (ada, bob) = (await shared.App.RegisterAsync("Ada"), await shared.App.RegisterAsync("Bob"));
        var document = JsonNode.Parse(await DocumentAsync(ada))!;
        var run = document["runs"]![0]!;
        run["rendered"]!.AsObject().Remove("system_message");

        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(bob, document.ToJsonString())).StatusCode);

        Assert.Equal("", (await bob.GetAsync($"/api/runs/{run["id"]}/")).GetProperty("rendered").Text("system_message"));
    }

    private static IEnumerable<(JsonObject Owner, string Name)> TimesIn(JsonNode? node) => node switch
    {
        JsonObject owner => owner.SelectMany(member => member.Key.EndsWith("_at", StringComparison.Ordinal) ? [(owner, member.Key)] : TimesIn(member.Value)),
        JsonArray list => list.SelectMany(TimesIn),
        _ => [],
    };

    /// <summary>One of each.</summary>
    private static async Task<string> DocumentAsync(Account account)
    {
        var prompt = await account.CreatePromptAsync();
        await account.WaitForAsync((await account.RunAsync(prompt)).Id());
        var comparison = await account.CompareAsync(A.Comparison(prompt, checks: [new { type = "contains", value = "x" }]));
        await account.WaitForBoardAsync(comparison.Id());
        await account.CallAsync(HttpStatusCode.OK, "PUT", $"/api/comparisons/{comparison.Id()}/marks/", new { variant = 0, input = 0, rating = 5 });
        return await ExportAsync(account);
    }

    private static async Task<string> ExportAsync(Account account)
    {
        using var response = await account.SendAsync("GET", "/api/settings/export/");
        return await response.Content.ReadAsStringAsync(Account.Token);
    }

    private static Task<HttpResponseMessage> ImportAsync(Account account, string document) =>
        account.SendAsync("POST", "/api/settings/import/", new StringContent(document, Encoding.UTF8, "application/json"));
}
