using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>What the API tells goes out as brotli or gzip, but for what is small, secret, or waits for each piece.</summary>
public class CompressionTests(SharedApp shared)
{
    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    public async Task Lists_things_and_exports_come_smaller_and_are_the_same(string accept, string encoding)
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(systemMessage: string.Join(' ', Enumerable.Range(0, 1_000))));
        var run = await ada.RunAsync(prompt);
        await ada.ListenAsync(run.Id());
        await Task.WhenAll(Enumerable.Range(0, 5).Select(number => ada.CreatePromptAsync(A.Prompt($"Prompt {number}"))));

        foreach (var path in new[]
        {
            "/api/prompts/", $"/api/prompts/{prompt.Id()}/versions/1/", $"/api/runs/{run.Id()}/", "/api/run-export/?format=csv", "/api/run-export/?format=jsonl",
        })
        {
            var plain = await AskAsync(ada, path, "identity");
            var packed = await AskAsync(ada, path, accept);

            Assert.Equal((path, null, encoding), (path, plain.EncodingOf(), packed.EncodingOf()));
            Assert.Contains("Accept-Encoding", packed.Headers.Vary);
            Assert.Equal(await plain.Content.ReadAsByteArrayAsync(Account.Token), await packed.DecodedBytesAsync(Account.Token));
            Assert.True((await packed.Content.ReadAsByteArrayAsync(Account.Token)).Length < (await plain.Content.ReadAsByteArrayAsync(Account.Token)).Length, path);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("deflate")]
    [InlineData("br;q=0")]
    public async Task Whoever_takes_neither_gets_it_plain(string? accept)
    {
        var ada = await shared.App.RegisterAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ada.CreatePromptAsync()));

        var answer = await AskAsync(ada, "/api/prompts/", accept);

        Assert.Null(answer.EncodingOf());
        Assert.Equal(5, (await answer.Content.ReadFromJsonAsync<JsonElement>(Account.Token)).Number("count"));
    }

    [Fact]
    public async Task What_is_small_comes_plain()
    {
        var ada = await shared.App.RegisterAsync();

        foreach (var path in new[] { "/api/health/", "/api/prompts/", "/api/nothing/" })
        {
            Assert.Null((await AskAsync(ada, path, "br")).EncodingOf());
        }
    }

    /// <summary>A name of the attacker's choice beside a token, and large enough to be worth it: its length would tell.</summary>
    [Fact]
    public async Task Nothing_that_has_to_do_with_signing_in_is_compressed()
    {
        var http = shared.App.Client();
        http.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        var (email, password, full_name) = ($"{Guid.NewGuid():N}@promptlab.example", Account.Password, string.Concat(Enumerable.Repeat("💡", 100)));

        var registered = await http.PostAsJsonAsync("/api/auth/register/", new { email, password, full_name }, Account.Token);
        var signedIn = await http.PostAsJsonAsync("/api/auth/login/", new { email, password }, Account.Token);
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await signedIn.Content.ReadFromJsonAsync<JsonElement>(Account.Token)).Text("access"));
        var me = await http.GetAsync("/api/auth/me/", Account.Token);

        Assert.All([registered, signedIn], answer => Assert.True(answer.Content.Headers.ContentLength > 1_024, $"{answer.Content.Headers.ContentLength}"));
        Assert.All([registered, signedIn, me], answer => Assert.Null(answer.EncodingOf()));
    }

    [Fact]
    public async Task Events_are_not_compressed()
    {
        var ada = await shared.App.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        using var events = await AskAsync(ada, $"/api/runs/{run.Id()}/events/", "br, gzip");

        Assert.Null(events.EncodingOf());
        Assert.Equal("done", (await ReceivedEvent.ReadAllAsync(events, Account.Token))[^1].Type);
    }

    [Fact]
    public async Task An_export_still_arrives_piece_by_piece()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        await ada.ImportRunsAsync([.. ImportedRuns(150)]);
        TaskCompletionSource heard = new();
        storage.BeforeSecond("GET", "Runs()", () => heard.Task);

        using var answer = await AskAsync(ada, "/api/run-export/?format=jsonl", "br");
        using StreamReader lines = new(answer.Decoded(await answer.Content.ReadAsStreamAsync(Account.Token)));
        var first = await lines.ReadLineAsync(Account.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Account.Token);
        heard.SetResult();

        Assert.Equal(("br", "succeeded"), (answer.EncodingOf(), JsonElement.Parse(first!).Text("status")));
        Assert.Equal(149, (await lines.ReadToEndAsync(Account.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_run_that_was_waited_for_comes_compressed_too()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(systemMessage: new string('x', 5_000)));

        var answer = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run(), ("Prefer", "wait=30"), ("Accept-Encoding", "br"));

        Assert.Equal((HttpStatusCode.Created, "br"), (answer.StatusCode, answer.EncodingOf()));
        Assert.Equal("succeeded", JsonElement.Parse(await answer.DecodedBytesAsync(Account.Token)).Text("status"));
    }

    [Fact]
    public async Task A_copy_that_came_compressed_is_confirmed_like_any()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(systemMessage: new string('x', 5_000)));
        var path = $"/api/prompts/{prompt.Id()}/versions/1/";
        var tag = $"{(await AskAsync(ada, path, "br")).Headers.ETag}";

        var again = await ada.SendAsync("GET", path, null, ("If-None-Match", tag), ("Accept-Encoding", "br"));

        Assert.Equal((HttpStatusCode.NotModified, null, tag), (again.StatusCode, again.EncodingOf(), $"{again.Headers.ETag}"));
        Assert.Contains("Accept-Encoding", again.Headers.Vary);
    }

    /// <summary>If-Match asks for a strong tag, and that names the bytes that were sent.</summary>
    [Fact]
    public async Task A_prompt_whose_tag_guards_its_changes_comes_plain()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(systemMessage: new string('x', 5_000)));

        var answer = await AskAsync(ada, $"/api/prompts/{prompt.Id()}/", "br");

        Assert.Equal((null, false), (answer.EncodingOf(), answer.Headers.ETag!.IsWeak));
    }

    private static Task<HttpResponseMessage> AskAsync(Account account, string path, string? accept) =>
        account.SendAsync("GET", path, null, accept is null ? [] : [("Accept-Encoding", accept)]);

    private static IEnumerable<object> ImportedRuns(int count) =>
        Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).Select(id => new
        {
            id,
            prompt_id = id,
            prompt_name = "Imported",
            prompt_version = id,
            version_number = 1,
            status = "succeeded",
            model_id = "a/a",
            created_at = "2026-03-02T10:00:00Z",
            started_at = "2026-03-02T10:00:00Z",
            finished_at = "2026-03-02T10:00:01Z",
            updated_at = "2026-03-02T10:00:01Z",
        });
}
