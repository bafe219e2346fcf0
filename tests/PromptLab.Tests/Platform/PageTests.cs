using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

public sealed class PageTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("promptlab-page-");

    public PageTests()
    {
        root.CreateSubdirectory("assets");
        Write("index.html", "<!doctype html><title>PromptLab</title>");
        Write("assets/main-1a2b.js", "plain");
        Write("assets/main-1a2b.js.br", "brotli");
        Write("assets/main-1a2b.js.gz", "gzip");
    }

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/prompts/1/edit")]
    [InlineData("/runs?status=failed")]
    public async Task Each_of_the_pages_own_routes_gets_the_entry_page_and_asks_again_next_time(string path)
    {
        await using var app = await StartAsync();

        var response = await app.Client().GetAsync(path, Account.Token);

        Assert.Equal("<!doctype html><title>PromptLab</title>", await response.Content.ReadAsStringAsync(Account.Token));
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.NotNull(response.Headers.ETag);
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        await using var app = await StartAsync();
        var first = await app.Client().GetAsync("/", Account.Token);
        HttpRequestMessage again = new(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        var response = await app.Client().SendAsync(again, Account.Token);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Theory]
    [InlineData("br, gzip", "br", "brotli")]
    [InlineData("gzip, deflate", "gzip", "gzip")]
    [InlineData("", null, "plain")]
    public async Task An_asset_comes_compressed_as_the_browser_takes_it_and_is_kept_for_ever(string accept, string? encoding, string content)
    {
        await using var app = await StartAsync();
        HttpRequestMessage request = new(HttpMethod.Get, "/assets/main-1a2b.js");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accept);

        var response = await app.Client().SendAsync(request, Account.Token);

        Assert.Equal(content, await response.Content.ReadAsStringAsync(Account.Token));
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/assets/gone-0000.js")]
    [InlineData("/favicon.ico")]
    [InlineData("/..%2f..%2fhost.json")]
    [InlineData("/api/")]
    [InlineData("/api/no-such-thing")]
    [InlineData("/api/auth/login/")]
    public async Task What_is_not_there_is_a_problem_and_never_the_entry_page(string path)
    {
        await using var app = await StartAsync();
        var ada = await app.RegisterAsync();

        await Problem.AssertAsync(await ada.SendAsync("GET", path), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var app = await StartAsync();

        foreach (var path in new[] { "/", "/api/health/", "/api/prompts/", "/api/nothing" })
        {
            var response = await app.Client().GetAsync(path, Account.Token);

            Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        }
    }

    [Fact]
    public async Task HEAD_answers_where_GET_does()
    {
        await using var app = await StartAsync();
        var ada = await app.RegisterAsync();
        foreach (var path in new[] { "/", "/api/health", "/api/prompts", "/api/runs/", "/api/settings/", "/api/models/" })
        {
            var response = await ada.SendAsync("HEAD", path);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Health_says_well_when_storage_answers()
    {
        await using var app = await StartAsync();

        var health = JsonElement.Parse(await app.Client().GetStringAsync("/api/health/", Account.Token));

        Assert.Equal("ok", health.Text("status"));
        Assert.NotEmpty(health.Text("version"));
    }

    private Task<App> StartAsync() => App.StartAsync(new() { WebRoot = root.FullName });

    private void Write(string path, string content) => File.WriteAllText(Path.Combine(root.FullName, path), content);
}
