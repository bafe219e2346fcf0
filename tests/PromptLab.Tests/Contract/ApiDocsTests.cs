using System.Net;
using System.Net.Http.Headers;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

public class ApiDocsTests(SharedApp shared)
{
    [Theory]
    [InlineData("/api/openapi.yaml")]
    [InlineData("/api/openapi.yaml/")]
    public async Task Anybody_can_read_the_contract(string path)
    {
        var response = await shared.App.Client().GetAsync(path, Account.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/yaml", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("openapi: 3.1", await response.Content.ReadAsStringAsync(Account.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_contract_is_not_sent_again_to_who_has_it()
    {
        var http = shared.App.Client();
        var first = await http.GetAsync("/api/openapi.yaml", Account.Token);
        http.DefaultRequestHeaders.IfNoneMatch.Add(Assert.IsType<EntityTagHeaderValue>(first.Headers.ETag));

        var second = await http.GetAsync("/api/openapi.yaml", Account.Token);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("no-cache", second.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task The_viewer_lies_among_the_pages_files()
    {
        var root = Directory.CreateTempSubdirectory().FullName;
        Directory.CreateDirectory(Path.Combine(root, "docs"));
        await File.WriteAllTextAsync(Path.Combine(root, "docs", "index.html"), "<!doctype html><title>PromptLab API</title>", Account.Token);
        await using var app = await App.StartAsync(new() { WebRoot = root });

        var response = await app.Client().GetAsync("/api/docs/", Account.Token);

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("PromptLab API", await response.Content.ReadAsStringAsync(Account.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_page_there_is_no_viewer() =>
        await Problem.AssertAsync(await shared.App.Client().GetAsync("/api/docs", Account.Token), HttpStatusCode.NotFound, "not-found");
}
