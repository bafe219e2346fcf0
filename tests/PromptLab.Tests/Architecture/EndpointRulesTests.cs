using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PromptLab.LocalHost;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Architecture;

/// <summary>What holds for every endpoint there is, so that a new one cannot forget it.</summary>
public class EndpointRulesTests(SharedApp shared)
{
    private static readonly string[] OpenToStrangers =
        ["api/auth/register", "api/auth/login", "api/auth/refresh", "api/auth/logout", "api/health", "api/models", "api/openapi.yaml", "api/docs", "api/{*path}", "{*path}"];

    private static IEnumerable<(string Method, string Route)> Routes =>
        FunctionsHost.HttpFunctions.Select(function => (function.Method.ToUpperInvariant(), function.Path.TrimStart('/')));

    public static TheoryData<string, string> Closed() => Data(Routes.Where(route => !OpenToStrangers.Contains(route.Route)));

    public static TheoryData<string, string> NamingAThing() => Data(Routes.Where(route => route.Route.Contains("Id}", StringComparison.Ordinal)));

    public static TheoryData<string, string> TakingABody() =>
        Data(Routes.Where(route => route.Method is "POST" or "PUT" or "PATCH" && !WithoutBody.Contains(route.Route)));

    private static readonly string[] WithoutBody = ["api/auth/refresh", "api/auth/logout", "api/runs/{runId}/cancel", "api/comparisons/{comparisonId}/cancel", "api/comparisons/{comparisonId}/resume"];

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Strangers_are_asked_to_sign_in(string method, string route)
    {
        foreach (var authorization in new[] { null, "Bearer", "Bearer not.a.token", "Basic YTpi", $"Bearer {ForgedToken}" })
        {
            HttpRequestMessage request = new(HttpMethod.Parse(method), Address(route, _ => Guid.NewGuid().ToString()));
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

            var response = await shared.App.Client().SendAsync(request, Account.Token);

            await AssertProblemAsync(response, method, HttpStatusCode.Unauthorized, "not-signed-in");
        }
    }

    [Theory]
    [MemberData(nameof(NamingAThing))]
    public async Task Another_users_thing_is_as_absent_as_one_that_never_was(string method, string route)
    {
        var ada = await shared.App.RegisterAsync("Ada");
        var bob = await shared.App.RegisterAsync("Bob");
        var prompt = await ada.CreatePromptAsync();
        var run = await ada.RunAsync(prompt);
        var comparison = await ada.CompareAsync(A.Comparison(prompt));
        var adas = Address(route, name => name switch { "promptId" => prompt.Id(), "runId" => run.Id(), "comparisonId" => comparison.Id(), _ => "1" });
        var nobodys = Address(route, name => name.EndsWith("Id", StringComparison.Ordinal) ? Guid.CreateVersion7().ToString() : "1");

        var answers = new List<string>();
        foreach (var address in new[] { adas, nobodys })
        {
            var response = await bob.SendAsync(method, address, BodyFor(method, route));
            await AssertProblemAsync(response, method, HttpStatusCode.NotFound, "not-found");
            answers.Add(method is "HEAD" ? "" : await WithoutWhoAndWhenAsync(response));
        }

        Assert.Equal(answers[0], answers[1]);
    }

    /// <summary>The same work in the same order takes the same time: nobody can tell by a clock what others have.</summary>
    [Fact]
    public async Task Another_users_thing_costs_the_same_operations_as_one_that_never_was()
    {
        CountingTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync("Ada");
        var bob = await app.RegisterAsync("Bob");
        var prompt = await ada.CreatePromptAsync();
        var run = await ada.RunAsync(prompt);
        var comparison = await ada.CompareAsync(A.Comparison(prompt));
        await ada.WaitForBoardAsync(comparison.Id());
        await storage.CalmAsync();

        foreach (var (method, route) in Routes.Where(route => route.Route.Contains("Id}", StringComparison.Ordinal)))
        {
            storage.Take();
            await bob.SendAsync(method, Address(route, name => name switch { "promptId" => prompt.Id(), "runId" => run.Id(), "comparisonId" => comparison.Id(), _ => "1" }), BodyFor(method, route));
            var others = TakeOfThings();
            await bob.SendAsync(method, Address(route, name => name.EndsWith("Id", StringComparison.Ordinal) ? Guid.CreateVersion7().ToString() : "1"), BodyFor(method, route));

            Assert.Equal(others, TakeOfThings());
        }

        // How often the caller has asked is counted by the caller alone.
        List<string> TakeOfThings() => [.. storage.Take().Where(operation => !operation.Contains("RateLimits", StringComparison.Ordinal))];
    }

    [Theory]
    [MemberData(nameof(NamingAThing))]
    public async Task An_id_that_is_none_is_not_found(string method, string route)
    {
        var ada = await shared.App.RegisterAsync();
        foreach (var id in new[] { "x", "0", "..%2f..", "a%2Fb", "💡", new string('a', 500), "00000000-0000-0000-0000-000000000000" })
        {
            var response = await ada.SendAsync(method, Address(route, _ => id), BodyFor(method, route));

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(TakingABody))]
    public async Task A_body_that_is_garbage_is_a_problem_not_a_crash(string method, string route)
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var address = Address(route, name => name is "promptId" ? prompt.Id() : "1");

        foreach (var (body, mediaType, code) in Garbage(route))
        {
            ByteArrayContent content = new(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };

            var response = await ada.SendAsync(method, address, content);

            var text = await response.Content.ReadAsStringAsync(Account.Token);
            Assert.True((int)response.StatusCode is >= 400 and < 500, $"{Encoding.Latin1.GetString(body[..Math.Min(40, body.Length)])} gave {(int)response.StatusCode} {text}");
            Assert.Contains($"urn:promptlab:{code}", text, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(byte[] Body, string MediaType, string Code)> Garbage(string route)
    {
        const string json = "application/json";
        yield return ([], json, "malformed-json");
        yield return (Utf8("{ not json"), json, "malformed-json");
        yield return (Utf8("null"), json, "malformed-json");
        yield return (Utf8("[]"), json, "invalid");
        yield return (Utf8("\"text\""), json, "invalid");
        yield return (Utf8("{\"no_such_field\":1}"), json, "invalid");
        yield return (Utf8("{\"a\":1,\"a\":2}"), json, "malformed-json");
        yield return ([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d], json, "malformed-json");
        yield return (Utf8(string.Concat(Enumerable.Repeat("[", 500))), json, "malformed-json");
        yield return (Utf8("{}"), "text/plain", "unsupported-media-type");
        // An account's document may be larger than any other body.
        var tooLarge = route is "api/settings/import" ? 30_000_001 : 2_000_001;
        yield return (Utf8($"{{\"x\":\"{new string('x', tooLarge)}\"}}"), json, "payload-too-large");
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A token that somebody made at home: well-formed, unsigned.</summary>
    private static string ForgedToken =>
        $"{Base64("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64("{\"sub\":\"x\",\"iss\":\"promptlab\",\"aud\":\"promptlab\",\"exp\":99999999999}")}.";

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(Utf8(text));

    private static object? BodyFor(string method, string route) => (method, route) switch
    {
        ("PATCH", "api/prompts/{promptId}") => new { name = "Mine now" },
        ("POST", "api/prompts/{promptId}/versions") => A.Version("Mine {{ now }}"),
        ("POST", "api/prompts/{promptId}/run") => A.Run(),
        ("PATCH", "api/comparisons/{comparisonId}") => new { name = "Mine now" },
        ("PUT", "api/comparisons/{comparisonId}/marks") => new { variant = 0, input = 0, rating = 5 },
        ("POST", "api/comparisons/{comparisonId}/votes") => new { pair = "x", preferred = "left" },
        _ => null,
    };

    private static string Address(string route, Func<string, string> valueOf) =>
        "/" + string.Join('/', route.Split('/').Select(part => part is ['{', .. var name, '}'] ? valueOf(name) : part)) + "/";

    private static TheoryData<string, string> Data(IEnumerable<(string Method, string Route)> routes) => new(routes);

    private static async Task AssertProblemAsync(HttpResponseMessage response, string method, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        if (method is not "HEAD")
        {
            await Problem.AssertAsync(response, status, code);
        }
    }

    private static async Task<string> WithoutWhoAndWhenAsync(HttpResponseMessage response)
    {
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Account.Token));
        return string.Join('\n', problem.EnumerateObject().Where(member => member.Name is not ("instance" or "trace_id")).Select(member => member.ToString()));
    }
}
