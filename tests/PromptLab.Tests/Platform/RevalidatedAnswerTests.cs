using System.Net;
using System.Text.Json;
using PromptLab.LocalHost;
using PromptLab.Tests.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>A browser keeps what cannot change, and asks each time whether its copy is still good; the rest it keeps nowhere.</summary>
public class RevalidatedAnswerTests(SharedApp shared)
{
    [Fact]
    public async Task A_version_a_diff_and_a_finished_run_are_sent_once_and_then_only_confirmed()
    {
        var ada = await shared.App.RegisterAsync();

        foreach (var path in await LastingAsync(ada))
        {
            var first = await ada.SendAsync("GET", path);
            var again = await AskAgainAsync(ada, path, TagOf(first));
            var head = await ada.SendAsync("HEAD", path, null, ("If-None-Match", TagOf(first)));

            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal([HttpStatusCode.NotModified, HttpStatusCode.NotModified], [again.StatusCode, head.StatusCode]);
            Assert.Empty(await again.Content.ReadAsByteArrayAsync(Account.Token));
            foreach (var answer in new[] { first, again, head })
            {
                Assert.Equal(TagOf(first), TagOf(answer));
                Assert.StartsWith("W/", TagOf(answer), StringComparison.Ordinal);
                Assert.Equal("no-cache, private", $"{answer.Headers.CacheControl}");
                Assert.Subset(answer.Headers.Vary.ToHashSet(), new HashSet<string> { "Authorization", "Accept-Encoding" });
            }
        }
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"else\", {0}", true)]
    [InlineData("{1}", true)]
    [InlineData("\"else\"", false)]
    [InlineData("{2}", false)]
    [InlineData("", false)]
    public async Task A_copy_is_confirmed_when_its_tag_is_among_those_that_are_named(string header, bool isConfirmed)
    {
        var ada = await shared.App.RegisterAsync();
        var path = $"/api/prompts/{(await ada.CreatePromptAsync()).Id()}/versions/1/";
        var tag = TagOf(await ada.SendAsync("GET", path));

        var again = await AskAgainAsync(ada, path, header.Replace("{0}", tag, StringComparison.Ordinal).Replace("{1}", tag[2..], StringComparison.Ordinal).Replace("{2}", tag.Trim('"', 'W', '/'), StringComparison.Ordinal));

        Assert.Equal(isConfirmed ? HttpStatusCode.NotModified : HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task To_confirm_a_copy_costs_one_row_and_none_of_its_long_texts()
    {
        CountingTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(systemMessage: new string('x', 50_000), userMessageTemplate: "Go on."));
        var run = await ada.RunAsync(prompt, A.Run(variables: new { }));
        await ada.ListenAsync(run.Id());
        await storage.CalmAsync();

        foreach (var path in new[] { $"/api/prompts/{prompt.Id()}/versions/1/", $"/api/runs/{run.Id()}/" })
        {
            var tag = TagOf(await ada.SendAsync("GET", path));
            Assert.Equal(2, storage.Take().Count);

            await AskAgainAsync(ada, path, tag);

            Assert.Single(storage.Take());
        }
    }

    [Fact]
    public async Task A_run_whose_cost_arrives_later_is_sent_anew()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs, options.GenerationDelayMs) = (0, 0, 0) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(), A.Run("simulator/no-usage"));
        await ada.ListenAsync(run.Id());
        var before = await ada.SendAsync("GET", $"/api/runs/{run.Id()}/");
        Assert.True((await BodyOf(before)).IsNull("total_cost_usd"));

        await app.Services.DeliverAsync("run-costs", JsonSerializer.Serialize(new { ownerId = ada.Id, runId = run.Id(), attempt = 1 }), Account.Token);

        var after = await AskAgainAsync(ada, $"/api/runs/{run.Id()}/", TagOf(before));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.False((await BodyOf(after)).IsNull("total_cost_usd"));
        Assert.Equal(HttpStatusCode.NotModified, (await AskAgainAsync(ada, $"/api/runs/{run.Id()}/", TagOf(after))).StatusCode);
    }

    [Fact]
    public async Task A_run_that_goes_on_is_kept_nowhere()
    {
        await using var app = await App.StartAsync(new() { Upstream = options => (options.FirstTokenMs, options.TokenMs) = (0, 20) });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync(A.Rivers), A.Run("simulator/slow", new { }));
        var listening = ada.ListenAsync(run.Id());
        await Eventually.TrueAsync(async () => (await ada.GetAsync($"/api/runs/{run.Id()}/")).Text("response_text").Length > 0);

        var answer = await AskAgainAsync(ada, $"/api/runs/{run.Id()}/", "*");

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");
        await listening;
        Assert.Equal((HttpStatusCode.OK, "no-store", null), (answer.StatusCode, $"{answer.Headers.CacheControl}", answer.Headers.ETag));
    }

    [Fact]
    public async Task To_know_a_tag_opens_nothing_to_others()
    {
        var ada = await shared.App.RegisterAsync("Ada");
        var bob = await shared.App.RegisterAsync("Bob");

        foreach (var path in await LastingAsync(ada))
        {
            var tag = TagOf(await ada.SendAsync("GET", path));
            HttpRequestMessage strangers = new(HttpMethod.Get, path) { Headers = { { "If-None-Match", tag } } };

            var foreign = await AskAgainAsync(bob, path, tag);
            var stranger = await shared.App.Client().SendAsync(strangers, Account.Token);

            Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.Unauthorized], [foreign.StatusCode, stranger.StatusCode]);
            Assert.All([foreign, stranger], answer => Assert.Equal(("no-store", null), ($"{answer.Headers.CacheControl}", answer.Headers.ETag)));
        }
    }

    [Fact]
    public async Task What_is_deleted_is_confirmed_to_nobody()
    {
        var ada = await shared.App.RegisterAsync();
        foreach (var path in await LastingAsync(ada))
        {
            var tag = TagOf(await ada.SendAsync("GET", path));
            var thing = string.Join('/', path.Split('/').Take(4)) + "/";
            await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", thing);

            Assert.Equal(HttpStatusCode.NotFound, (await AskAgainAsync(ada, path, tag)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/prompts/")]
    [InlineData("/api/prompts/{0}/")]
    [InlineData("/api/prompts/{0}/versions/")]
    [InlineData("/api/runs/")]
    [InlineData("/api/run-export/?format=csv")]
    [InlineData("/api/settings/")]
    [InlineData("/api/settings/export/")]
    public async Task Whatever_else_the_API_tells_is_kept_nowhere(string path)
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var answer = await AskAgainAsync(ada, path.Replace("{0}", prompt.Id(), StringComparison.Ordinal), "*");

        Assert.Equal((HttpStatusCode.OK, "no-store"), (answer.StatusCode, $"{answer.Headers.CacheControl}"));
    }

    /// <summary>One of each, of prompts and runs of their own.</summary>
    private static async Task<string[]> LastingAsync(Account account)
    {
        var prompts = await Task.WhenAll(account.CreatePromptAsync(), account.CreatePromptAsync(), account.CreatePromptAsync());
        await account.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompts[1].Id()}/versions/", A.Version("Second"));
        var run = await account.RunAsync(prompts[2]);
        await account.ListenAsync(run.Id());
        return [$"/api/prompts/{prompts[0].Id()}/versions/1/", $"/api/prompts/{prompts[1].Id()}/versions/1/diff/2/", $"/api/runs/{run.Id()}/"];
    }

    private static Task<HttpResponseMessage> AskAgainAsync(Account account, string path, string tags) => account.SendAsync("GET", path, null, ("If-None-Match", tags));

    private static string TagOf(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("ETag"));

    private static async Task<JsonElement> BodyOf(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync(Account.Token));
}
