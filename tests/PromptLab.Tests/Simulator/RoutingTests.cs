using System.Text.Json;
using OpenRouterSimulator.Chat;

namespace PromptLab.Tests.Simulator;

public sealed class RoutingTests
{
    [Theory]
    [InlineData("simulator/quick", """{"provider":{"ignore":["simulator"]}}""", "No allowed providers are available for the selected model.")]
    [InlineData("simulator/quick", """{"provider":{"order":["openai"],"allow_fallbacks":false}}""", "No allowed providers are available for the selected model.")]
    [InlineData("simulator/quick", """{"provider":{"max_price":{"completion":"0.1"}}}""", "No endpoints found for simulator/quick.")]
    [InlineData("simulator/quick", """{"provider":{"require_parameters":true},"reasoning":{"effort":"low"}}""", "No endpoints found that can handle the requested parameters.")]
    [InlineData("deepseek/deepseek-r1", """{"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{}}}}""", "No endpoints available matching your guardrail restrictions and data policy.")]
    public async Task A_filter_that_leaves_nothing_is_404(string model, string more, string message)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var error = (await simulator.AskAsync(model, "x", more)).GetProperty("error");

        Assert.Equal(404, error.GetProperty("code").GetInt32());
        Assert.StartsWith(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"top_p":1.5}""")]
    [InlineData("""{"frequency_penalty":-3}""")]
    [InlineData("""{"stop":["a","b","c","d","e"]}""")]
    [InlineData("""{"reasoning":{"effort":"low","max_tokens":100}}""")]
    [InlineData("""{"reasoning":{"effort":"low"},"reasoning_effort":"high"}""")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"not a name","schema":{}}}}""")]
    [InlineData("""{"messages":[{"role":"wizard","content":"x"}]}""")]
    public async Task A_parameter_beyond_its_bounds_is_400(string more)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var body = await simulator.AskAsync("simulator/quick", "x", more);

        Assert.Equal("""{"error":{"message":"Invalid request parameters","code":400}}""", body.GetRawText());
    }

    [Fact]
    public async Task A_small_context_is_soon_full()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var error = (await simulator.AskAsync("simulator/small-context", new string('x', 2000))).GetProperty("error");

        Assert.StartsWith("This endpoint's maximum context length is 200 tokens. However, you requested about 338 tokens (338 of text input).", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_free_router_goes_where_the_request_can_be_met()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        for (var time = 0; time < 10; time++)
        {
            var answer = await simulator.AskAsync("openrouter/free", "x", """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{}}}}""");
            Assert.NotEqual("meta-llama/llama-3.3-70b-instruct:free", answer.GetProperty("model").GetString());
        }
    }

    [Fact]
    public async Task The_auto_router_keeps_to_the_models_of_its_plugin()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var allowed = await simulator.AskAsync("openrouter/auto", "x", """{"plugins":[{"id":"auto-router","allowed_models":["anthropic/*"]}]}""");
        var none = await simulator.AskAsync("openrouter/auto", "x", """{"plugins":[{"id":"auto-router","excluded_models":["*"]}]}""");

        Assert.Equal("anthropic/claude-haiku-4.5", allowed.GetProperty("model").GetString());
        Assert.Equal("""{"error":{"message":"No models match your request and model restrictions","code":404}}""", none.GetRawText());
    }

    [Theory]
    [InlineData(false, "simulator/canonical", "simulator/canonical-2026-05-17")]
    [InlineData(false, "openai/gpt-4.1-mini", "openai/gpt-4.1-mini")]
    [InlineData(true, "openai/gpt-4.1-mini", "openai/gpt-4.1-mini-2025-04-14")]
    public async Task A_model_may_name_itself_by_its_dated_slug(bool always, string asked, string named)
    {
        await using var simulator = await SimulatorHost.StartAsync(options => options.CanonicalModel = always);

        var whole = await simulator.AskAsync(asked, "x");
        var streamed = SimulatorHost.Events(await simulator.StreamAsync(asked, "x"));
        var found = await simulator.GetAsync($"/api/v1/model/{named}");

        Assert.Equal(named, whole.GetProperty("model").GetString());
        Assert.All(streamed, item => Assert.Equal(named, item.GetProperty("model").GetString()));
        Assert.Equal(asked, found.GetProperty("data").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("openai/gpt-4.1-mini", "{}", "direct")]
    [InlineData("openrouter/auto", "{}", "auto")]
    [InlineData("openrouter/free", "{}", "free")]
    [InlineData("~openai/gpt-mini-latest", "{}", "latest")]
    [InlineData("simulator/error-503", """{"models":["simulator/echo"]}""", "fallback")]
    public async Task Metadata_tells_the_route_to_those_who_ask(string asked, string more, string strategy)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var without = await simulator.AskAsync(asked, "x", more);
        simulator.Client.DefaultRequestHeaders.Add(Route.Header, "enabled");

        var whole = await simulator.AskAsync(asked, "x", more);
        var events = SimulatorHost.Events(await simulator.StreamAsync(asked, "x", more));

        Assert.False(without.TryGetProperty("openrouter_metadata", out _));
        Assert.Equal(events[^1].GetRawText(), Assert.Single(events, item => item.TryGetProperty("openrouter_metadata", out _)).GetRawText());
        foreach (var metadata in new[] { whole.GetProperty("openrouter_metadata"), events[^1].GetProperty("openrouter_metadata") })
        {
            Assert.Equal((asked, strategy), (metadata.GetProperty("requested").GetString(), metadata.GetProperty("strategy").GetString()));
            var attempts = metadata.GetProperty("attempts");
            Assert.Equal(strategy == "fallback" ? 2 : 1, attempts.GetArrayLength());
            Assert.Equal(200, attempts.EnumerateArray().Last().GetProperty("status").GetInt32());
            Assert.Single(metadata.GetProperty("endpoints").GetProperty("available").EnumerateArray(), endpoint => endpoint.GetProperty("selected").GetBoolean());
        }
    }

    [Theory]
    [InlineData("simulator/error-503", true)]
    [InlineData("simulator/error-500", false)]
    public async Task Metadata_is_beside_an_error_but_never_beside_a_500(string model, bool isThere)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        simulator.Client.DefaultRequestHeaders.Add(Route.Header, "enabled");

        var body = await simulator.AskAsync(model, "x");

        Assert.Equal(isThere, body.TryGetProperty("openrouter_metadata", out _));
    }

    [Fact]
    public async Task The_last_of_several_errors_tells_the_earlier_ones()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var error = (await simulator.AskAsync("simulator/error-503", "x", """{"models":["simulator/error-502"]}""")).GetProperty("error");

        Assert.Equal("""[{"code":503,"message":"Service temporarily unavailable"}]""", error.GetProperty("metadata").GetProperty("previous_errors").GetRawText());
    }

    [Fact]
    public async Task What_the_provider_was_sent_is_the_first_chunk_when_it_is_asked_for()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var first = SimulatorHost.Events(await simulator.StreamAsync("openai/gpt-4.1-mini", "x", """{"debug":{"echo_upstream_body":true}}"""))[0];

        Assert.Equal(0, first.GetProperty("choices").GetArrayLength());
        var sent = first.GetProperty("debug").GetProperty("echo_upstream_body");
        Assert.Equal("openai/gpt-4.1-mini-2025-04-14", sent.GetProperty("model").GetString());
        Assert.Equal("x", sent.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task The_catalogue_is_filtered_and_sorted()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var dearest = await simulator.GetAsync("/api/v1/models?sort=pricing-high-to-low&limit=1");
        var cheap = await simulator.GetAsync("/api/v1/models?max_price=0.25&model_authors=qwen,openai");
        var user = await simulator.GetAsync("/api/v1/models/user?providers=anthropic&context=200000");
        var providers = await simulator.GetAsync("/api/v1/providers");

        Assert.Equal(["simulator/dear"], Ids(dearest));
        Assert.Equal("/api/v1/models?offset=1&limit=1&sort=pricing-high-to-low", dearest.GetProperty("links").GetProperty("next").GetString());
        Assert.Equal(["qwen/qwen3-coder", "qwen/qwen3-coder:free"], Ids(cheap));
        Assert.Equal(["anthropic/claude-haiku-4.5"], Ids(user));
        Assert.Contains(providers.GetProperty("data").EnumerateArray(), provider => provider.GetProperty("slug").GetString() == "google-ai-studio");
    }

    private static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString());
}
