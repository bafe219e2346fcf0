using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PromptLab.Tests.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Telemetry;

/// <summary>
/// Whatever somebody writes, gets as an answer or keeps secret is in no span, in no figure and in no line of the log: looked for in
/// what the app tells, in what it logs, and in every byte that it sends to a collector and to Application Insights.
/// </summary>
public class SecrecyTests
{
    /// <summary>Stands in everything that is said, asked and answered.</summary>
    private const string Marker = "Quokkafjord";

    private const string Email = $"{Marker}@promptlab.example";
    private const string SearchPath = $"/api/prompts/?search={Marker}";

    [Fact]
    public async Task Nothing_that_is_said_or_secret_is_told()
    {
        await using var collector = await Collector.StartAsync();
        ScriptedOpenRouter upstream = new();
        IReadOnlyCollection<string> lines;
        List<string> told;
        string access;

        await using (var app = await App.StartAsync(SetupFor(collector, upstream)))
        {
            using Told telling = new(app);
            var ada = await Account.RegisterAsync(app, $"Ada {Marker}", Email);
            access = ada.Authorization!.Parameter!;
            await SignInAsync(app);
            await SaveKeyAsync(ada, upstream);
            var prompt = await WriteAsync(ada);

            await SucceedAsync(ada, prompt, upstream);
            await FailAsync(ada, prompt, upstream);
            await CancelAsync(ada, prompt, upstream);
            await app.DeliverRunAsync(ada, await QueueAsync(ada, prompt, upstream, Answer));
            await ada.GetAsync("/api/settings/export/");

            (lines, told) = (app.Log.Lines, [.. TextsOf(telling)]);
        }

        string[] secrets = [Marker, Account.ApiKey, Account.ApiKey[..20], Account.Password, access];
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(lines, line => Holds(line, secret));
            Assert.DoesNotContain(told, text => Holds(text, secret));
            Assert.False(Holds(collector.Everything, secret), "It was sent to a collector.");
        });

        // The test looked where there is something to see.
        Assert.All(["succeeded", "content-refused", "canceled"], status => Assert.Contains(told, text => text.Contains(status, StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("is Failed content-refused", StringComparison.Ordinal));
        Assert.All(["/v1/traces", "/v1/metrics", "/v1/logs"], path => Assert.NotEmpty(collector.Received(path)));
        Assert.Contains("url.query", collector.Received("/v1/traces"), StringComparison.Ordinal);
    }

    private static AppSetup SetupFor(Collector collector, ScriptedOpenRouter upstream) => new()
    {
        OpenRouter = upstream.AnswerAsync,
        Overrides = new(collector.AsOpenTelemetry.Concat(collector.AsAppInsights)),
        Services = Collector.KeepAllTraces,
    };

    private static ScriptedAnswer Answer => ScriptedAnswer.Events(Wire.Text($"The answer is {Marker}."), Wire.Finish("stop", Wire.Usage));

    private static async Task SignInAsync(App app)
    {
        await Account.LoginAsync(app, Email);
        using var wrong = await app.Client().PostAsJsonAsync("/api/auth/login/", new { email = Email, password = $"wrong {Marker}" }, Account.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    private static async Task SaveKeyAsync(Account ada, ScriptedOpenRouter upstream)
    {
        upstream.Script(ScriptedAnswer.Json(401, Wire.Error(401, $"No such key {Account.ApiKey}, {Marker}")));
        using var refused = await ada.SendAsync("PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });
        upstream.Script(ScriptedAnswer.Json(200, """{"data":{"label":"sk-or-v1-51a...1ab"}}"""));
        await ada.CallAsync(HttpStatusCode.OK, "PUT", "/api/settings/api-key/", new { api_key = Account.ApiKey });

        // The catalogue, which the runs look into.
        upstream.Script(ScriptedAnswer.Json(200, """{"data":[]}"""));
        await ada.GetAsync("/api/models/");
    }

    private static async Task<JsonElement> WriteAsync(Account ada)
    {
        var prompt = await ada.CreatePromptAsync(A.Prompt(
            $"Name {Marker}", $"Say {Marker} to {{{{ whom }}}}.", $"You are {Marker}.", [Marker.ToLowerInvariant()], $"About {Marker}"));
        await ada.GetAsync(SearchPath);
        return prompt;
    }

    private static Task<JsonElement> QueueAsync(
        Account ada, JsonElement prompt, ScriptedOpenRouter upstream, params ScriptedAnswer[] answers)
    {
        upstream.Script(answers);
        return ada.RunAsync(prompt, A.Run(ScriptedApp.Model, new { whom = $"the {Marker}" }));
    }

    private static async Task SucceedAsync(Account ada, JsonElement prompt, ScriptedOpenRouter upstream)
    {
        var events = await ada.ListenAsync((await QueueAsync(ada, prompt, upstream, Answer)).Id());

        Assert.Contains(Marker, ReceivedEvent.TextOf(events), StringComparison.Ordinal);
    }

    /// <summary>The provider fails once, and then refuses, and quotes the prompt and the key each time.</summary>
    private static async Task FailAsync(Account ada, JsonElement prompt, ScriptedOpenRouter upstream)
    {
        var quote = $"We do not say {Marker} to {Account.ApiKey}";
        var run = await QueueAsync(
            ada, prompt, upstream,
            ScriptedAnswer.Json(503, Wire.Error(503, quote)),
            ScriptedAnswer.Json(403, Wire.Error(403, quote, $$"""{"reasons":["{{Marker}}"],"flagged_input":"{{Marker}}"}""")));

        var events = await ada.ListenAsync(run.Id());

        Assert.Contains(Marker, events[^1].Data.GetProperty("run").Text("error_message"), StringComparison.Ordinal);
    }

    private static async Task CancelAsync(Account ada, JsonElement prompt, ScriptedOpenRouter upstream)
    {
        var run = await QueueAsync(ada, prompt, upstream, ScriptedAnswer.Stream($"data: {Wire.Text(Marker)}\n\n", ScriptedPiece.Silence));
        var listening = ada.ListenAsync(run.Id());
        while (upstream.Body?.Pause is null)
        {
            await Task.Delay(20, Account.Token);
        }

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{run.Id()}/cancel/");
        await listening;
    }

    private static IEnumerable<string> TextsOf(Told told) =>
    [
        .. told.Spans.SelectMany(span => span.TagObjects
            .Concat(span.Events.SelectMany(item => item.Tags))
            .Select(tag => $"{tag.Key}={(tag.Value is string[] texts ? string.Join(',', texts) : tag.Value)}")
            .Append(span.DisplayName).Append(span.StatusDescription ?? "")),
        .. told.Figures.SelectMany(figure => figure.Tags.Select(tag => $"{tag.Key}={tag.Value}")),
    ];

    private static bool Holds(string text, string secret) => text.Contains(secret, StringComparison.OrdinalIgnoreCase);
}
