using System.Text;
using System.Text.Json;

namespace PromptLab.Tests.Simulator;

public sealed class RequestTests
{
    [Theory]
    [InlineData("""{"model":"simulator/quick""", 400, "Invalid JSON in request body")]
    [InlineData("""[]""", 400, "Input required: specify \"prompt\" or \"messages\"")]
    [InlineData("""{"model":"acme/nope","provider":{"color":"red"}}""", 400, "Input required: specify \"prompt\" or \"messages\"")]
    [InlineData("""{"model":"acme/nope","prompt":"x","provider":{"color":"red"}}""", 400, "Unrecognized key(s) in object: 'color'")]
    [InlineData("""{"model":"acme/nope","prompt":"x"}""", 400, "acme/nope is not a valid model ID")]
    [InlineData("""{"model":"free","prompt":"x"}""", 400, "free is not a valid model ID")]
    [InlineData("""{"model":"simulator/quick","prompt":"x","temperature":3}""", 400, "Invalid request parameters")]
    [InlineData("""{"model":"simulator/quick","prompt":"\ud800"}""", 400, "Invalid request parameters")]
    [InlineData("""{"model":"simulator/quick","prompt":"x","max_tokens":127996}""", 400, "This endpoint's maximum context length is 128000 tokens.")]
    [InlineData("""{"model":"simulator/echo","prompt":"x","tools":[{"type":"function","function":{"name":"f"}}]}""", 404, "No endpoints found that support tool use. Try disabling \"f\".")]
    [InlineData("""{"model":"simulator/quick","prompt":"x","provider":{"only":["openai"]}}""", 404, "No allowed providers are available for the selected model.")]
    public async Task A_bad_request_is_refused_in_order(string body, int status, string message)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(new StringContent(body, Encoding.UTF8, "application/json"));

        var error = (await SimulatorHost.ReadAsync(response)).GetProperty("error");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_and_old_fields_are_tolerated()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/echo", "x", """{"usage":{"include":true},"transforms":["middle-out"],"x_y":[1]}""");

        Assert.Equal("x", SimulatorHost.Content(answer));
    }

    [Theory]
    [InlineData("openrouter/free", ":free")]
    [InlineData("openrouter/auto", "")]
    [InlineData("~anthropic/claude-haiku-latest", "anthropic/claude-haiku-4.5")]
    [InlineData("qwen/qwen3-coder:nitro", "qwen/qwen3-coder")]
    public async Task A_router_answers_with_the_model_behind_it(string asked, string ending)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync(asked, "x");

        var model = answer.GetProperty("model").GetString();
        Assert.EndsWith(ending, model, StringComparison.Ordinal);
        Assert.NotEqual(asked, model);
        Assert.Equal(asked == "openrouter/free", answer.GetProperty("usage").GetProperty("cost").GetDecimal() == 0);
    }

    [Fact]
    public async Task The_catalogue_has_every_required_field_and_prices_as_decimal_strings()
    {
        string[] required =
        [
            "id", "canonical_slug", "name", "created", "pricing", "context_length", "architecture", "top_provider", "per_request_limits",
            "supported_parameters", "default_parameters", "supported_voices", "links",
        ];
        await using var simulator = await SimulatorHost.StartAsync();

        var root = await simulator.GetAsync("/api/v1/models");

        JsonElement[] models = [.. root.GetProperty("data").EnumerateArray()];
        Assert.Equal(models.Length, root.GetProperty("total_count").GetInt32());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("links").GetProperty("next").ValueKind);
        Assert.All(models, model => Assert.All(required, name => Assert.True(model.TryGetProperty(name, out _), name)));
        Assert.Equal("-1", Price(models.Single(model => Id(model) == "openrouter/auto")));
        Assert.Equal("0.0000004", Price(models.Single(model => Id(model) == "openai/gpt-4.1-mini")));
        Assert.Equal("0", Price(models.Single(model => Id(model) == "qwen/qwen3-coder:free")));
    }

    [Fact]
    public async Task The_catalogue_is_paged_searched_and_counted()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var page = await simulator.GetAsync("/api/v1/models?limit=2&offset=1");
        var found = await simulator.GetAsync("/api/v1/models?q=claude");
        var count = await simulator.GetAsync("/api/v1/models/count");
        var one = await simulator.GetAsync("/api/v1/model/qwen/qwen3-coder:free");
        var endpoints = await simulator.GetAsync("/api/v1/models/openai/gpt-4.1-mini/endpoints");

        Assert.Equal(2, page.GetProperty("data").GetArrayLength());
        Assert.Equal("/api/v1/models?offset=3&limit=2", page.GetProperty("links").GetProperty("next").GetString());
        Assert.Equal("anthropic/claude-haiku-4.5", Id(Assert.Single(found.GetProperty("data").EnumerateArray())));
        Assert.Equal(page.GetProperty("total_count").GetInt32(), count.GetProperty("data").GetProperty("count").GetInt32());
        Assert.Equal("qwen/qwen3-coder:free", Id(one.GetProperty("data")));
        Assert.Equal("OpenAI", endpoints.GetProperty("data").GetProperty("endpoints")[0].GetProperty("provider_name").GetString());
    }

    [Fact]
    public async Task An_unknown_path_is_404_in_JSON()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var body = await simulator.GetAsync("/api/v1/nothing");

        Assert.Equal("""{"error":{"message":"Not Found","code":404}}""", body.GetRawText());
    }

    private static string Id(JsonElement model) => model.GetProperty("id").GetString()!;

    private static string Price(JsonElement model) => model.GetProperty("pricing").GetProperty("prompt").GetString()!;
}
