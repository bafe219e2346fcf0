using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;
using PromptLab.LocalHost.Settings;

namespace PromptLab.Tests.LocalHost;

public sealed class RoutingTests
{
    [Fact]
    public async Task A_route_comes_after_the_prefix_of_host_json()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>(options => options.HostJson = new HostJson { RoutePrefix = "v1" });

        Assert.Equal("list", await app.GetAsync("/v1/things"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, "GET", "/things"));
    }

    [Fact]
    public async Task The_prefix_is_api_where_host_json_says_nothing()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        Assert.Equal("list", await app.GetAsync("/api/things"));
    }

    [Theory]
    [InlineData("/api/things/")]
    [InlineData("/API/Things")]
    public async Task A_trailing_slash_and_the_case_make_no_difference(string address)
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        Assert.Equal("list", await app.GetAsync(address));
    }

    [Fact]
    public async Task Two_functions_share_a_route_by_their_verbs()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        using var created = await app.SendAsync("POST", "/api/things");

        Assert.Equal("create", await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("list", await app.GetAsync("/api/things"));
    }

    [Theory]
    [InlineData("DELETE", "/api/things")]
    [InlineData("HEAD", "/api/things")]
    [InlineData("OPTIONS", "/api/things")]
    [InlineData("GET", "/api/nothing")]
    public async Task A_verb_that_is_not_listed_is_not_found_and_no_other_is_offered(string verb, string address)
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        using var response = await app.SendAsync(verb, address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_is_answered_where_it_is_listed()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "HEAD", "/api/things/1"));
    }

    [Fact]
    public async Task A_verb_that_the_literal_route_does_not_list_goes_to_the_route_with_a_parameter()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        Assert.Equal("thing import", await app.GetAsync("/api/things/import"));
    }

    [Fact]
    public async Task Without_a_route_the_functions_name_is_the_route_and_without_verbs_every_verb_will_do()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        Assert.Equal("GET", await app.GetAsync("/api/nameless"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, "PATCH", "/api/nameless"));
    }

    [Theory]
    [InlineData("/", "caught ")]
    [InlineData("/deep/link", "caught deep/link")]
    [InlineData("/things", "list")]
    [InlineData("/things/import", "thing import")]
    [InlineData("/own-header/more", "caught own-header/more")]
    public async Task A_catch_all_gives_way_to_every_other_route(string address, string answer)
    {
        await using var app = await StartWithCatchAllAsync();

        Assert.Equal(answer, await app.GetAsync(address));
    }

    [Fact]
    public async Task A_catch_all_gets_what_asks_an_existing_route_with_its_verb()
    {
        var builder = SampleHost.CreateBuilder([typeof(SampleCatchAll), typeof(PostOnly)]);
        await using var app = await builder.StartAsync();

        Assert.Equal("caught post-only", await app.GetAsync("/api/post-only"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(app, "PUT", "/api/post-only"));
    }

    private static async Task<WebApplication> StartWithCatchAllAsync()
    {
        var builder = SampleHost.CreateBuilder([typeof(SampleHttpFunctions), typeof(SampleCatchAll)]);
        builder.Services.Configure<FunctionsHostOptions>(options => options.HostJson = new HostJson { RoutePrefix = "" });

        return await builder.StartAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(WebApplication app, string verb, string address)
    {
        using var response = await app.SendAsync(verb, address);
        return response.StatusCode;
    }
}
