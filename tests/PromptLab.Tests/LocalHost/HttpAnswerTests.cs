using System.Net;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PromptLab.LocalHost.Settings;

namespace PromptLab.Tests.LocalHost;

public sealed class HttpAnswerTests
{
    private static readonly HostJson WithHeaders = HostJson.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["extensions:http:customHeaders:X-Sample"] = "the host's",
        ["extensions:http:hsts:isEnabled"] = "true",
        ["extensions:http:hsts:maxAge"] = "365.00:00:00",
    }).Build());

    [Fact]
    public async Task Parameters_are_filled_from_the_route_by_name_and_the_token_is_the_requests()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        var answer = await app.GetAsync("/api/things/6f0e7a0c-6d7f-4d0b-8a55-0d9a3c8b1f11/parts/7");

        Assert.Equal("6f0e7a0c-6d7f-4d0b-8a55-0d9a3c8b1f11 7 GET True", answer);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_its_parameter_fails_inside_the_invocation()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>();

        using var response = await app.SendAsync("GET", "/api/things/not-a-guid/parts/7");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/things")]
    [InlineData("/api/nothing")]
    [InlineData("/api/breaks")]
    public async Task Every_answer_has_the_headers_of_host_json(string address)
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>(options => options.HostJson = WithHeaders);

        using var response = await app.SendAsync("GET", address);

        Assert.Equal(["the host's"], response.Headers.GetValues("X-Sample"));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_header_that_the_function_sets_is_left_alone()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>(options => options.HostJson = WithHeaders);

        using var response = await app.SendAsync("GET", "/api/own-header");

        Assert.Equal(["the function's"], response.Headers.GetValues("X-Sample"));
    }

    [Fact]
    public async Task Hsts_is_sent_over_https_only()
    {
        await using var app = await SampleHost.StartAsync<SampleHttpFunctions>(options => options.HostJson = WithHeaders);
        using var client = app.GetTestServer().CreateClient();
        client.BaseAddress = new("https://promptlab.example/");

        using var response = await app.SendAsync("GET", "/api/things", client);

        Assert.Equal(["max-age=31536000"], response.Headers.GetValues("Strict-Transport-Security"));
    }

    [Fact]
    public async Task An_exception_that_escapes_ends_the_request_with_500_and_is_logged_and_not_told()
    {
        using LogLines log = new();
        var builder = SampleHost.CreateBuilder([typeof(SampleHttpFunctions)]);
        builder.Logging.AddProvider(log);
        await using var app = await builder.StartAsync();

        using var response = await app.SendAsync("GET", "/api/breaks");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(log.Lines, line => line is { Level: LogLevel.Error, Text: "An exception escaped from the function Breaks", Exception: InvalidOperationException });
    }
}
