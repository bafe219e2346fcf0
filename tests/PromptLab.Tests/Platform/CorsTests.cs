using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PromptLab.LocalHost;
using PromptLab.Tests.Contract;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>What a browser is told when a page of another origin calls the API: the page that is listed, and every other one.</summary>
public sealed class CorsTests
{
    public const string Listed = "https://app.promptlab.example";

    /// <summary>What browsers let every page send and read.</summary>
    private static readonly string[] Safe = ["Accept", "Cache-Control", "Content-Length", "Content-Type", "Last-Modified", "Set-Cookie"];

    public static TheoryData<string> Strangers =>
    [
        "https://evil.example", "https://evil.promptlab.example", "https://promptlab.example", "http://app.promptlab.example",
        "https://app.promptlab.example:8443", "https://app.promptlab.example.evil.example", "https://xapp.promptlab.example",
        "https://app.promptlab.example/", "https://app.promptlab.example, https://evil.example", "null", "*", "",
    ];

    [Fact]
    public async Task A_listed_page_may_send_every_request_that_there_is()
    {
        await using var app = await StartAsync();
        var functions = FunctionsHost.HttpFunctions.Where(function => function.Path.StartsWith("/api/", StringComparison.Ordinal) && function.Method is not "OPTIONS").ToList();

        Assert.NotEmpty(functions);
        foreach (var (_, method, path) in functions)
        {
            var answer = await PreflightAsync(app, Listed, path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), method);

            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            Assert.Equal(Listed, One(answer, "Access-Control-Allow-Origin"));
            Assert.Equal("true", One(answer, "Access-Control-Allow-Credentials"));
            Assert.Contains(method, Names(answer, "Access-Control-Allow-Methods"));
            Assert.Equal("7200", One(answer, "Access-Control-Max-Age"));
            Assert.Contains("Origin", answer.Headers.Vary);
        }
    }

    [Fact]
    public async Task It_may_send_every_header_that_the_contract_asks_for_and_read_every_one_that_it_promises()
    {
        await using var app = await StartAsync();
        var preflight = await PreflightAsync(app, Listed);
        var answer = await SendAsync(app, "GET", "/api/health/", ("Origin", Listed));
        var asked = ApiContract.Current.Operations.SelectMany(operation => operation.Parameters)
            .Where(parameter => parameter["in"]!.GetValue<string>() is "header").Select(parameter => parameter["name"]!.GetValue<string>());
        var promised = ApiContract.Current.Operations.SelectMany(operation => operation.Responses.Values)
            .SelectMany(response => response["headers"]?.AsObject() ?? new JsonObject()).Select(header => header.Key);

        Assert.Subset(Names(preflight, "Access-Control-Allow-Headers"), asked.Append("Authorization").Append("Content-Type").ToHashSet());
        Assert.Subset(Names(answer, "Access-Control-Expose-Headers"), promised.Except(Safe).ToHashSet());
        Assert.Contains("Idempotency-Key", asked);
        Assert.Contains("Retry-After", promised);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task No_other_page_is_let_in(string origin)
    {
        await using var app = await StartAsync();
        var ada = await app.RegisterAsync();

        foreach (var answer in new[]
        {
            await PreflightAsync(app, origin),
            await PreflightAsync(app, origin, "/api/auth/refresh/", "POST"),
            await ada.SendAsync("GET", "/api/prompts/", null, ("Origin", origin)),
            await SendAsync(app, "GET", "/api/health/", ("Origin", origin)),
        })
        {
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            Assert.Contains("Origin", answer.Headers.Vary);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await PreflightAsync(app, origin)).StatusCode);
    }

    [Fact]
    public async Task What_went_wrong_can_be_read_as_well()
    {
        HookedTransport storage = new();
        await using var app = await App.StartAsync(new() { Overrides = { ["Cors:AllowedOrigins"] = Listed, ["RateLimits:RunsPerUser"] = "1" }, Transport = storage });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await ada.RunAsync(prompt);

        Dictionary<HttpStatusCode, HttpResponseMessage> failures = new()
        {
            [HttpStatusCode.Unauthorized] = await SendAsync(app, "GET", "/api/prompts/", ("Origin", Listed)),
            [HttpStatusCode.NotFound] = await ada.SendAsync("GET", "/api/no-such-thing/", null, ("Origin", Listed)),
            [HttpStatusCode.BadRequest] = await ada.SendAsync("POST", "/api/prompts/", new { }, ("Origin", Listed)),
            [HttpStatusCode.PreconditionFailed] = await ada.SendAsync("PATCH", $"/api/prompts/{prompt.Id()}/", new { name = "B" }, ("Origin", Listed), ("If-Match", "\"r0\"")),
            [HttpStatusCode.TooManyRequests] = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run(), ("Origin", Listed)),
        };
        storage.IsDown = true;
        failures[HttpStatusCode.InternalServerError] = await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/", null, ("Origin", Listed));

        foreach (var (status, answer) in failures)
        {
            Assert.Equal(status, answer.StatusCode);
            AssertReadable(answer);
        }
    }

    [Fact]
    public async Task A_run_streams_to_a_listed_page()
    {
        await using var app = await App.StartAsync(new() { Overrides = { ["Cors:AllowedOrigins"] = Listed }, Listen = true });
        var ada = await app.RegisterAsync();
        var run = await ada.RunAsync(await ada.CreatePromptAsync());

        using var answer = await ada.SendAsync("GET", $"/api/runs/{run.Id()}/events/", null, ("Origin", Listed), ("Last-Event-ID", "0"));

        AssertReadable(answer);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("event: done", await answer.Content.ReadAsStringAsync(Account.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_beside_the_api_is_for_no_other_origin_and_the_contract_is()
    {
        var root = Directory.CreateTempSubdirectory("promptlab-page-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(root.FullName, "index.html"), "<!doctype html>", Account.Token);
            await using var app = await App.StartAsync(new() { Overrides = { ["Cors:AllowedOrigins"] = Listed }, WebRoot = root.FullName });

            var page = await SendAsync(app, "GET", "/", ("Origin", Listed));
            var contract = await SendAsync(app, "GET", "/api/openapi.yaml", ("Origin", Listed));

            Assert.False(page.Headers.Contains("Access-Control-Allow-Origin"));
            AssertReadable(contract);
            Assert.Equal(["Accept-Encoding", "Origin"], contract.Headers.Vary.Order());
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Several_pages_may_be_listed_as_people_write_them()
    {
        await using var app = await StartAsync(" https://App.PromptLab.example ,http://app.promptlab.localhost:8080,");

        foreach (var origin in new[] { Listed, "http://app.promptlab.localhost:8080" })
        {
            var answer = await PreflightAsync(app, origin);

            Assert.Equal(origin, One(answer, "Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task OPTIONS_that_is_no_browsers_question_is_not_found()
    {
        await using var app = await StartAsync();

        await Problem.AssertAsync(await SendAsync(app, "OPTIONS", "/api/prompts/", ("Origin", Listed)), HttpStatusCode.NotFound, "not-found");
    }

    /// <summary>On Flex Consumption the host puts ASP.NET Core's own middleware, with this policy, before the app; it cannot be switched off.</summary>
    [Fact]
    public async Task On_flex_where_the_host_answers_the_question_both_together_say_each_thing_once()
    {
        await using var app = await App.StartAsync(new()
        {
            Overrides = { ["Cors:AllowedOrigins"] = Listed },
            Services = services => services.AddCors().AddSingleton<IStartupFilter, HostCors>(),
        });

        var preflight = await PreflightAsync(app, Listed, "/api/prompts/", "PATCH");
        var refused = await PreflightAsync(app, "https://evil.example");
        var answer = await SendAsync(app, "GET", "/api/prompts/", ("Origin", Listed));

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(Listed, One(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal("true", One(preflight, "Access-Control-Allow-Credentials"));
        Assert.Contains("PATCH", Names(preflight, "Access-Control-Allow-Methods"));
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        AssertReadable(answer);
    }

    private static Task<App> StartAsync(string origins = Listed) => App.StartAsync(new() { Overrides = { ["Cors:AllowedOrigins"] = origins } });

    private static Task<HttpResponseMessage> PreflightAsync(App app, string origin, string path = "/api/prompts/", string method = "POST") =>
        SendAsync(app, "OPTIONS", path, ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,content-type"));

    private static Task<HttpResponseMessage> SendAsync(App app, string method, string path, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Parse(method), path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return app.Client().SendAsync(request, Account.Token);
    }

    private static void AssertReadable(HttpResponseMessage answer)
    {
        Assert.Equal(Listed, One(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("true", One(answer, "Access-Control-Allow-Credentials"));
        Assert.Contains("Retry-After", Names(answer, "Access-Control-Expose-Headers"));
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    private static string One(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static HashSet<string> Names(HttpResponseMessage answer, string name) => [.. One(answer, name).Split(", ")];

    private sealed class HostCors : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseCors(policy => policy.WithOrigins(Listed).AllowCredentials().AllowAnyHeader().AllowAnyMethod());
            next(app);
        };
    }
}
