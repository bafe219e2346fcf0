using System.Diagnostics;
using System.Net;
using System.Text.Json;
using PromptLab.Tests.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Telemetry;

/// <summary>What runs tell of themselves, by the names that others know.</summary>
public class RunTelemetryTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private const string Chat = $"chat {ScriptedApp.Model}";

    [Fact]
    public async Task A_call_is_a_span_by_the_gen_ai_conventions()
    {
        using Told told = new(lab.App);

        await lab.RunAsync(Wire.Good);

        var span = told.Span(Chat);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("openrouter", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(ScriptedApp.Model, span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(true, span.GetTagItem("gen_ai.request.stream"));
        Assert.Equal("openai/gpt-4.1-mini-2025-04-14", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal(Wire.Id, span.GetTagItem("gen_ai.response.id"));
        Assert.Equal<string[]>(["stop"], (string[])span.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.Equal(18, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal(4, span.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal(3, span.GetTagItem("gen_ai.usage.cache_read.input_tokens"));
        Assert.Equal(2, span.GetTagItem("gen_ai.usage.reasoning.output_tokens"));
        Assert.Equal("openrouter.test", span.GetTagItem("server.address"));
        Assert.Equal(80, span.GetTagItem("server.port"));
        Assert.Null(span.GetTagItem("error.type"));
        Assert.Empty(span.Events);
    }

    [Fact]
    public async Task A_call_is_a_part_of_its_run_and_the_run_says_how_it_went()
    {
        using Told told = new(lab.App);

        var done = await lab.RunAsync(Wire.Good);

        var run = told.Span("execute run");
        Assert.Equal(run.SpanId, told.Span(Chat).ParentSpanId);
        Assert.Equal(done.Run.Id(), run.GetTagItem("promptlab.run.id"));
        Assert.Equal("succeeded", run.GetTagItem("promptlab.run.status"));
        Assert.Equal(0.0000136, run.GetTagItem("promptlab.run.cost"));
        Assert.Equal(ActivityStatusCode.Unset, run.Status);
    }

    [Fact]
    public async Task A_run_counts_once_with_its_tokens_its_times_and_its_cost()
    {
        using Told told = new(lab.App);

        await lab.RunAsync(ScriptedAnswer.Stream(
            ScriptedPiece.After(2, $"data: {Wire.Text("Ninety-seven")}\n\n"), ScriptedPiece.After(3, $"data: {Wire.Finish("stop", Wire.Usage)}\n\n"), "data: [DONE]\n\n"));

        Assert.Equal(1, told.Figure("promptlab.run.count", ("promptlab.run.status", "succeeded")).Value);
        Assert.Equal(0.0000136, told.Figure("promptlab.run.cost", ("gen_ai.request.model", ScriptedApp.Model)).Value);
        Assert.Equal(18, told.Figure("gen_ai.client.token.usage", ("gen_ai.token.type", "input")).Value);
        Assert.Equal(4, told.Figure("gen_ai.client.token.usage", ("gen_ai.token.type", "output")).Value);
        Assert.InRange(told.Figure("promptlab.run.queue_age").Value, 0, 60);

        // Beats of the run pass between the pieces, too.
        var first = told.Figure("gen_ai.client.operation.time_to_first_chunk").Value;
        var whole = told.Figure("gen_ai.client.operation.duration").Value;
        Assert.InRange(first, 2, 60);
        Assert.True(whole >= first + 3, $"{whole} s of which {first} s to the first token");
        Assert.Equal(first, told.Span(Chat).GetTagItem("gen_ai.response.time_to_first_chunk"));
    }

    [Fact]
    public async Task Units_and_tags_are_those_of_the_conventions_and_no_tag_names_a_run_or_a_person()
    {
        using Told told = new(lab.App);

        await lab.App.RegisterAsync();
        await lab.RunAsync(Wire.Good);
        await lab.RunAsync(ScriptedAnswer.Json(401, Wire.Error(401, "User not found.")));

        Dictionary<string, string> units = new()
        {
            ["gen_ai.client.operation.duration"] = "s",
            ["gen_ai.client.operation.time_to_first_chunk"] = "s",
            ["gen_ai.client.token.usage"] = "{token}",
            ["promptlab.run.count"] = "{run}",
            ["promptlab.run.cost"] = "{USD}",
            ["promptlab.run.queue_age"] = "s",
            ["promptlab.auth.password_derivations"] = "{derivation}",
        };
        string[] tags =
        [
            "error.type", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.token.type",
            "promptlab.run.status", "server.address", "server.port",
        ];
        Assert.Equal(units.OrderBy(unit => unit.Key), told.Figures.Select(figure => KeyValuePair.Create(figure.Name, figure.Unit!)).Distinct().OrderBy(unit => unit.Key));
        Assert.Equal(tags, told.Figures.SelectMany(figure => figure.Tags.Keys).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failure_is_told_by_its_code_and_each_retry_is_an_event()
    {
        using Told told = new(lab.App);

        await lab.RunAsync(ScriptedAnswer.Refused, ScriptedAnswer.Json(401, Wire.Error(401, "User not found.")));

        var call = told.Span(Chat);
        Assert.Equal((ActivityStatusCode.Error, null), (call.Status, call.StatusDescription));
        Assert.Equal("api-key-rejected", call.GetTagItem("error.type"));
        var retry = Assert.Single(call.Events);
        Assert.Equal("promptlab.retry", retry.Name);
        Assert.Equal("openrouter-failed", retry.Tags.Single(tag => tag.Key is "error.type").Value);
        Assert.IsType<double>(retry.Tags.Single(tag => tag.Key is "promptlab.retry.delay").Value);

        var run = told.Span("execute run");
        Assert.Equal((ActivityStatusCode.Error, null), (run.Status, run.StatusDescription));
        Assert.Equal("api-key-rejected", run.GetTagItem("error.type"));
        told.Figure("promptlab.run.count", ("promptlab.run.status", "failed"), ("error.type", "api-key-rejected"));
        told.Figure("gen_ai.client.operation.duration", ("error.type", "api-key-rejected"));
        Assert.DoesNotContain(told.Figures, figure => figure.Name is "promptlab.run.cost" or "gen_ai.client.token.usage");
    }

    [Fact]
    public async Task A_cancel_is_no_failure()
    {
        using Told told = new(lab.App);
        var (ada, id) = await lab.StartRunAsync(null, ScriptedAnswer.Stream($"data: {Wire.Text("Ninety")}\n\n", ScriptedPiece.Silence));
        var listening = ada.ListenAsync(id);
        while (lab.Upstream.Body?.Pause is null)
        {
            await Task.Delay(10, Account.Token);
        }

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{id}/cancel/");
        while (!listening.IsCompleted)
        {
            lab.Clock.PassBeat();
            await Task.Delay(10, Account.Token);
        }

        Assert.Equal(ActivityStatusCode.Unset, told.Span(Chat).Status);
        Assert.Equal("canceled", told.Span(Chat).GetTagItem("error.type"));
        Assert.Equal("canceled", told.Span("execute run").GetTagItem("promptlab.run.status"));
        Assert.Equal(1, told.Figure("promptlab.run.count", ("promptlab.run.status", "canceled")).Value);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_begins_is_counted_and_has_no_span()
    {
        using Told told = new(lab.App);
        var (ada, id) = await lab.StartRunAsync(null);

        await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/runs/{id}/cancel/");

        Assert.Equal(1, told.Figure("promptlab.run.count", ("promptlab.run.status", "canceled")).Value);
        Assert.DoesNotContain(told.Figures, figure => figure.Name is "promptlab.run.queue_age");
        Assert.Empty(told.Spans);
    }

    [Fact]
    public async Task A_run_is_linked_to_the_request_that_asked_for_it_whoever_executes_it()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using Told told = new(lab.App);
        var ada = (await lab.StartRunAsync(null)).Account;
        var prompt = await ada.CreatePromptAsync();
        using var asked = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/run/", A.Run(ScriptedApp.Model), ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        lab.Upstream.Script(Wire.Good);

        await lab.App.DeliverRunAsync(ada, JsonElement.Parse(await asked.Content.ReadAsStringAsync(Account.Token)));

        var run = Assert.Single(told.Spans, span => span.Links.Any(link => link.Context.TraceId.ToString() == trace));
        Assert.Equal("execute run", run.DisplayName);
        Assert.NotEqual(trace, run.TraceId.ToString());
    }

    [Theory]
    [InlineData("my secret plan")]
    [InlineData("ada@promptlab.example")]
    [InlineData("@preset/my-secret-plan")]
    public async Task What_is_no_models_id_is_not_told(string modelId)
    {
        using Told told = new(lab.App);
        var ada = (await lab.StartRunAsync(null)).Account;
        var prompt = await ada.CreatePromptAsync();
        lab.Upstream.Script(ScriptedAnswer.Json(400, Wire.Error(400, $"{modelId} is not a valid model ID")));

        await ada.ListenAsync((await ada.RunAsync(prompt, A.Run(modelId))).Id());

        Assert.Equal("_OTHER", told.Span("chat _OTHER").GetTagItem("gen_ai.request.model"));
        told.Figure("gen_ai.client.operation.duration", ("gen_ai.request.model", "_OTHER"), ("error.type", "model-unavailable"));
        Assert.DoesNotContain(lab.App.Log.Lines, line => line.Contains(modelId, StringComparison.Ordinal));
    }
}
