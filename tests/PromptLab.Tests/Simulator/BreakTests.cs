using System.Text.Json;
using OpenRouterSimulator.Log;

namespace PromptLab.Tests.Simulator;

public sealed class BreakTests
{
    [Fact]
    public async Task The_code_of_a_stream_error_may_be_a_word()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/error-midstream-string-code", "Tell me about tides"));

        Assert.Equal("server_error", events[^1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("code,message,metadata", string.Join(',', events[^1].GetProperty("error").EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task A_stream_error_may_come_without_choices_after_some_of_the_answer()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/error-midstream-no-choices", "Tell me about tides"));

        Assert.NotEmpty(SimulatorHost.Text(events));
        Assert.Equal(0, events[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal(502, events[^1].GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_stream_error_may_carry_usage_that_costs_nothing()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/error-midstream-usage", "Tell me about tides"));

        var usage = events[^1].GetProperty("usage");
        Assert.True(usage.GetProperty("completion_tokens").GetInt32() > 0);
        Assert.Equal(0, usage.GetProperty("cost").GetDecimal());
        Assert.Equal(0, Assert.Single(simulator.Log.Calls).Cost);
    }

    [Theory]
    [InlineData("error-midstream", true)]
    [InlineData("error-midstream-no-done", false)]
    [InlineData("error-midstream, no-done", false)]
    public async Task Done_follows_a_stream_error_or_does_not(string faults, bool isDone)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var stream = await simulator.FaultyAsync(faults, "openai/gpt-4.1-mini", """{"stream":true}""");

        Assert.Equal(isDone, stream.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal));
        Assert.True(SimulatorHost.Events(stream)[^1].TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_masked_500_in_a_stream_tells_nothing_of_the_provider()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var error = SimulatorHost.Events(await simulator.StreamAsync("simulator/error-midstream-internal", "Tell me about tides"))[^1].GetProperty("error");

        Assert.Equal("""{"code":500,"message":"Internal Server Error","metadata":{"error_type":"server"}}""", error.GetRawText());
    }

    [Fact]
    public async Task An_error_on_the_usage_chunk_follows_a_finish_by_length_and_is_billed()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/error-on-usage", "Tell me about tides"));

        Assert.Equal("length", SimulatorHost.Choice(events[^2]).GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, SimulatorHost.Choice(events[^1]).GetProperty("finish_reason").ValueKind);
        Assert.Equal("""{"code":400,"message":"Token limit reached"}""", events[^1].GetProperty("error").GetRawText());
        Assert.Equal(events[^1].GetProperty("usage").GetProperty("cost").GetDecimal(), Assert.Single(simulator.Log.Calls).Cost);
    }

    [Theory]
    [InlineData("simulator/finish-error", "error", "error")]
    [InlineData("simulator/native-error", null, "network_error")]
    public async Task Finish_reasons_alone_may_tell_of_an_error(string model, string? finish, string native)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var last = SimulatorHost.Events(await simulator.StreamAsync(model, "Tell me about tides"))[^1];
        var whole = await simulator.AskAsync(model, "Tell me about tides");

        foreach (var json in new[] { last, whole })
        {
            Assert.False(json.TryGetProperty("error", out _));
            Assert.Equal(finish, SimulatorHost.Choice(json).GetProperty("finish_reason").GetString());
            Assert.Equal(native, SimulatorHost.Choice(json).GetProperty("native_finish_reason").GetString());
        }

        Assert.All(simulator.Log.Calls, call => Assert.Equal((Outcome.Failed, 0m), (call.Outcome, call.Cost)));
    }

    [Fact]
    public async Task A_whole_answer_that_breaks_has_half_of_its_text_and_the_error_in_its_choice()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/error-midstream", "Tell me about tides");

        var choice = SimulatorHost.Choice(answer);
        Assert.NotEmpty(SimulatorHost.Content(answer));
        Assert.Equal("error", choice.GetProperty("finish_reason").GetString());
        Assert.Equal("Provider disconnected", choice.GetProperty("error").GetProperty("message").GetString());
        Assert.False(answer.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_nested_completion_is_null_wherever_a_client_looks()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/nested", "x");

        Assert.All(answer.EnumerateObject(), member => Assert.Equal(member.Name == "provider", member.Value.ValueKind != JsonValueKind.Null));
        Assert.NotEmpty(SimulatorHost.Content(answer.GetProperty("provider")));
    }

    [Fact]
    public async Task An_unknown_fault_in_the_header_is_a_bad_request()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var body = await simulator.FaultyAsync("crlf, no-such-thing", "simulator/quick");

        Assert.Equal("""{"error":{"message":"X-Simulator-Fault does not know 'no-such-thing'","code":400}}""", body);
    }
}
