using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

/// <summary>Runs template-cases.json through the API. What a case does not say may be anything, but for problems: there are none then.</summary>
/// <remarks>A text may be written as a list of parts: a text, or one that is repeated, as in {"repeat": "x", "times": 200000}.</remarks>
public class TemplateTests(SharedApp shared, TemplateTests.Writer writer) : IClassFixture<TemplateTests.Writer>
{
    private static readonly Dictionary<string, JsonElement> Cases =
        JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Prompts", "template-cases.json")))
            .EnumerateArray().ToDictionary(item => item.Text("name"));

    private static readonly string[] Places = ["line", "column"];

    public static TheoryData<string> Names() => new(Cases.Keys);

    [Fact]
    public void There_are_at_least_80_cases() => Assert.True(Cases.Count >= 80, $"{Cases.Count}");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_template_renders_as_its_case_says(string name)
    {
        var expected = Cases[name];

        var rendered = await RenderAsync(expected);

        AssertText(expected, "text", rendered.Text("user_message"));
        AssertText(expected, "system_text", rendered.Text("system_message"));
        if (expected.TryGetProperty("uses", out var uses))
        {
            Assert.Equal(Texts(uses), Texts(rendered.GetProperty("variables")));
        }

        AssertProblems(expected, [.. rendered.GetProperty("problems").EnumerateArray()]);
    }

    [Fact]
    public async Task A_text_with_half_a_surrogate_pair_is_refused()
    {
        var ada = await shared.App.RegisterAsync();
        foreach (var body in new[] { """{"variables":{"a":"\ud800"}}""", """{"variables":{"\ud800":1}}""", """{"system_message":"\udc00"}""" })
        {
            var response = await ada.SendAsync("POST", "/api/templates/render/", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

            Assert.True(response.StatusCode is HttpStatusCode.BadRequest, body);
        }
    }

    [Fact]
    public async Task A_run_needs_no_more_than_the_render_asks_for_and_is_not_stopped_by_warnings()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "Hi {name}, {{ who | default: 'you' }}", systemMessage: ""));

        var run = await ada.RunAsync(prompt, new { model_id = "simulator/quick", variables = new { unused = 1 } });

        Assert.Equal("Hi {name}, you", run.GetProperty("rendered").Text("user_message"));
    }

    private async Task<JsonElement> RenderAsync(JsonElement item)
    {
        Dictionary<string, object?> body = new() { ["system_message"] = TextOf(item, "system") ?? "", ["user_message_template"] = TextOf(item, "user") };
        if (item.TryGetProperty("variables", out var variables))
        {
            body["variables"] = variables.EnumerateObject().ToDictionary(
                variable => variable.Name, variable => IsInParts(variable.Value) ? TextOf(variables, variable.Name) : (object)variable.Value);
        }

        return await writer.Account.CallAsync(HttpStatusCode.OK, "POST", "/api/templates/render/", body);
    }

    private static void AssertText(JsonElement expected, string name, string actual)
    {
        // A million characters say nothing when they differ: their number comes first.
        if (TextOf(expected, name) is { } text)
        {
            Assert.True(text.Length == actual.Length || text.Length < 1_000, $"{text.Length} characters, but there are {actual.Length}");
            Assert.True(text.Length < 1_000 || text == actual, "The texts differ");
            Assert.Equal(text[..Math.Min(1_000, text.Length)], actual[..Math.Min(1_000, actual.Length)]);
        }
    }

    private static void AssertProblems(JsonElement expected, JsonElement[] actual)
    {
        if (expected.TryGetProperty("most_problems", out var most))
        {
            Assert.InRange(actual.Length, 1, most.GetInt32());
            return;
        }

        var problems = expected.TryGetProperty("problems", out var told) ? told.EnumerateArray().ToArray() : [];
        Assert.True(problems.Length == actual.Length, string.Join('\n', actual));
        foreach (var (problem, found) in problems.Zip(actual))
        {
            Assert.Contains(problem.Text("says"), found.Text("message"), StringComparison.Ordinal);
            Assert.Equal((problem.Text("field"), problem.Text("severity")), (found.Text("field"), found.Text("severity")));
            foreach (var place in Places.Where(place => problem.GetProperty(place).ValueKind is JsonValueKind.Number))
            {
                Assert.True(problem.Number(place) == found.Number(place), found.ToString());
            }

            Assert.Equal(found.Text("field").StartsWith("variables.", StringComparison.Ordinal), found.GetProperty("line").ValueKind is JsonValueKind.Null);
        }
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    private static bool IsInParts(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array && value.EnumerateArray().Any(part => part.ValueKind is JsonValueKind.Object && part.TryGetProperty("repeat", out _));

    private static string? TextOf(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.String ? value.GetString()
        : string.Concat(value.EnumerateArray().Select(part => part.ValueKind is JsonValueKind.String
            ? part.GetString()
            : string.Concat(Enumerable.Repeat(part.Text("repeat"), part.Number("times")))));

    /// <summary>One account renders all cases: rendering keeps nothing.</summary>
    public sealed class Writer(SharedApp shared) : IAsyncLifetime
    {
        private Account? account;

        public Account Account => account!;

        public async ValueTask InitializeAsync() => account = await shared.App.RegisterAsync();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
