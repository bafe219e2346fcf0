using System.Text.Json;
using OpenRouterSimulator;
using OpenRouterSimulator.Log;

namespace PromptLab.Tests.Simulator;

public sealed class StreamTests
{
    [Fact]
    public async Task A_stream_is_framed_by_line_feeds_and_ends_with_done()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var stream = await simulator.StreamAsync("openai/gpt-4.1-mini", "Tell me about tides");

        Assert.DoesNotContain('\r', stream);
        Assert.StartsWith(": OPENROUTER PROCESSING\n\ndata: {\"id\":\"gen-", stream, StringComparison.Ordinal);
        Assert.EndsWith("}\n\ndata: [DONE]\n\n", stream, StringComparison.Ordinal);
        Assert.All(stream.Split("\n\n")[..^1], frame => Assert.DoesNotContain('\n', frame));
    }

    [Fact]
    public async Task A_streams_headers_name_the_generation_that_its_chunks_carry()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/quick", "Tides?", """{"stream":true}"""));
        var stream = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var id = Assert.Single(response.Headers.GetValues("X-Generation-Id"));
        Assert.Matches("^gen-[0-9]{10}-[A-Za-z0-9]{20}$", id);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoCache);
        Assert.All(SimulatorHost.Events(stream), item => Assert.Equal(id, item.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Chunks_have_their_keys_in_the_order_of_the_wire()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("openai/gpt-4.1-mini", "Tell me about tides"));

        Assert.Equal("id,object,created,model,provider,choices", Keys(events[0]));
        Assert.Equal("index,delta,finish_reason,native_finish_reason", Keys(events[0].GetProperty("choices")[0]));
        Assert.Equal("content,role", Keys(events[0].GetProperty("choices")[0].GetProperty("delta")));
        Assert.Equal("id,object,created,model,provider,service_tier,choices,usage", Keys(events[^1]));
        Assert.Equal("completed", events[^2].GetProperty("choices")[0].GetProperty("native_finish_reason").GetString());
    }

    [Theory]
    [InlineData(UsageChunk.Repeat, "stop")]
    [InlineData(UsageChunk.Empty, null)]
    [InlineData(UsageChunk.NullFinish, null)]
    public async Task Usage_comes_once_and_last_in_each_style(UsageChunk style, string? finish)
    {
        await using var simulator = await SimulatorHost.StartAsync(options => options.UsageChunk = style);

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/quick", "Tell me about tides"));

        var usage = Assert.Single(events, item => item.TryGetProperty("usage", out _));
        Assert.Equal(events[^1].GetRawText(), usage.GetRawText());
        var choices = usage.GetProperty("choices");
        Assert.Equal(style == UsageChunk.Empty ? 0 : 1, choices.GetArrayLength());
        Assert.Equal(finish, style == UsageChunk.Empty ? null : choices[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Comments_keep_a_stream_alive_until_the_first_token()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        simulator.Client.DefaultRequestHeaders.Add(SimulatorOptions.FirstTokenHeader, "5000");

        var streaming = simulator.StreamAsync("simulator/echo", "x");
        while (!streaming.IsCompleted)
        {
            simulator.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        var frames = (await streaming).Split("\n\n");
        Assert.True(frames.TakeWhile(frame => frame == ": OPENROUTER PROCESSING").Count() > 1);
        Assert.Equal("x", SimulatorHost.Text(SimulatorHost.Events(await streaming)));
    }

    [Fact]
    public async Task Reasoning_comes_before_the_answer_and_is_counted()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/thoughtful", "Why are tides late?"));

        var thinks = events.Select(item => item.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("reasoning", out _)).ToArray();
        var thoughts = thinks.TakeWhile(thought => thought).Count();
        Assert.True(thoughts > 5);
        Assert.DoesNotContain(true, thinks[thoughts..]);
        var usage = events[^1].GetProperty("usage");
        Assert.Equal(thoughts, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task A_required_tool_is_called_with_arguments_in_fragments()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/steady", "Weather in Ankara", """
            {"tool_choice":"required","tools":[{"type":"function","function":{"name":"weather","parameters":
            {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}
            """));

        var calls = events
            .Select(item => item.GetProperty("choices")[0].GetProperty("delta"))
            .Where(delta => delta.TryGetProperty("tool_calls", out _))
            .Select(delta => delta.GetProperty("tool_calls")[0])
            .ToArray();
        Assert.Equal("weather", calls[0].GetProperty("function").GetProperty("name").GetString());
        var arguments = string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
        Assert.Equal(JsonValueKind.String, JsonSerializer.Deserialize<JsonElement>(arguments).GetProperty("city").ValueKind);
        Assert.Equal("tool_calls", events[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_client_that_hangs_up_leaves_a_cancelled_generation_with_its_partial_cost()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        using var request = SimulatorHost.Chat("simulator/stalls", "Tell me about tides", """{"stream":true}""");
        var response = await simulator.PostAsync(request);
        await simulator.HangUpAsync(response, afterEvents: 5);

        simulator.Clock.Advance(TimeSpan.FromSeconds(2));
        var call = Assert.Single(simulator.Log.Calls);
        Assert.Equal(Outcome.Aborted, call.Outcome);
        var record = (await simulator.GetAsync($"/api/v1/generation?id={call.GenerationId}")).GetProperty("data");
        Assert.True(record.GetProperty("cancelled").GetBoolean());
        Assert.Equal(5, record.GetProperty("native_tokens_completion").GetInt32());
        Assert.Equal((call.PromptTokens * 0.1m + 5 * 0.4m) / 1_000_000, record.GetProperty("total_cost").GetDecimal());
    }

    private static string Keys(JsonElement json) => string.Join(',', json.EnumerateObject().Select(member => member.Name));
}
