using System.Text;
using System.Text.Json;

namespace PromptLab.Tests.Simulator;

public sealed class AnswerTests
{
    [Fact]
    public async Task Padding_comes_before_the_JSON_of_an_answer_that_is_not_streamed()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(SimulatorHost.Chat("qwen/qwen3-coder", "Tides?"));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("\n         \n{\"id\":\"gen-", body, StringComparison.Ordinal);
        var keys = JsonSerializer.Deserialize<JsonElement>(body).EnumerateObject().Select(member => member.Name);
        Assert.Equal("id,object,created,model,provider,system_fingerprint,service_tier,choices,usage", string.Join(',', keys));
    }

    [Fact]
    public async Task The_answer_depends_on_the_prompt_and_repeats_with_a_seed()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var first = await simulator.AskAsync("simulator/steady", "Tell me about tides", """{"seed":7}""");
        var again = await simulator.AskAsync("simulator/steady", "Tell me about tides", """{"seed":7}""");
        var otherSeed = await simulator.AskAsync("simulator/steady", "Tell me about tides", """{"seed":8}""");
        var otherPrompt = await simulator.AskAsync("simulator/steady", "Tell me about deserts", """{"seed":7}""");

        Assert.Equal(SimulatorHost.Content(first), SimulatorHost.Content(again));
        Assert.NotEqual(SimulatorHost.Content(first), SimulatorHost.Content(otherSeed));
        Assert.NotEqual(SimulatorHost.Content(first), SimulatorHost.Content(otherPrompt));
        Assert.Contains("tides", SimulatorHost.Content(first), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("deserts", SimulatorHost.Content(otherPrompt), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_streamed_answer_says_the_same_as_a_whole_one()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var whole = await simulator.AskAsync("simulator/long", "Tell me about tides", """{"temperature":0}""");
        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/long", "Tell me about tides", """{"temperature":0}"""));

        Assert.Equal(SimulatorHost.Content(whole), SimulatorHost.Text(events));
        Assert.InRange(SimulatorHost.Content(whole).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 2800, 3300);
    }

    [Fact]
    public async Task Echo_gives_sixty_kilobytes_back_byte_for_byte()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        var text = new StringBuilder();
        for (var line = 0; text.Length < 60_000; line++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{line}\tGrüße 🌍👩‍👩‍👧 «\"\\» \u0001\u2028 日本語   \r\n");
        }

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/echo", text.ToString()));

        Assert.Equal(text.ToString(), SimulatorHost.Text(events));
        Assert.True(events.Length < 250);
    }

    [Fact]
    public async Task One_word_is_answered_with_one_word()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/steady", "What is the mood of this text? Answer in one word.");

        Assert.DoesNotContain(' ', SimulatorHost.Content(answer));
    }

    [Fact]
    public async Task Max_tokens_ends_an_answer_with_length()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/steady", "Tell me about tides", """{"max_tokens":7}""");

        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(7, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_stop_sequence_ends_an_answer_before_itself()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/echo", "one, two, three", """{"stop":[", three"]}""");

        Assert.Equal("one, two", SimulatorHost.Content(answer));
        Assert.Equal("stop", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task JSON_mode_gives_valid_JSON()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/steady", "Tell me about tides", """{"response_format":{"type":"json_object"}}""");

        Assert.Equal(JsonValueKind.Object, JsonSerializer.Deserialize<JsonElement>(SimulatorHost.Content(answer)).ValueKind);
    }

    [Fact]
    public async Task A_schema_is_met()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/steady", "Rate these tides", """
            {"response_format":{"type":"json_schema","json_schema":{"name":"rating","strict":true,"schema":{"type":"object",
            "properties":{"mood":{"enum":["calm","rough"]},"stars":{"type":"integer","minimum":3,"maximum":5},
            "tags":{"type":"array","items":{"$ref":"#/$defs/tag"},"minItems":2},"maybe":{"anyOf":[{"type":"null"},{"type":"number"}]}},
            "required":["mood","stars","tags"],"$defs":{"tag":{"type":"string","maxLength":4}}}}}}
            """);

        var json = JsonSerializer.Deserialize<JsonElement>(SimulatorHost.Content(answer));
        Assert.True(json.GetProperty("mood").GetString() is "calm" or "rough");
        Assert.InRange(json.GetProperty("stars").GetInt32(), 3, 5);
        Assert.All(json.GetProperty("tags").EnumerateArray(), tag => Assert.InRange(tag.GetString()!.Length, 1, 4));
        Assert.True(json.GetProperty("tags").GetArrayLength() >= 2);
        Assert.Equal(JsonValueKind.Number, json.GetProperty("maybe").ValueKind);
    }
}
