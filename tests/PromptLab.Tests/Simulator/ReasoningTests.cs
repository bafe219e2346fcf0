using System.Text.Json;

namespace PromptLab.Tests.Simulator;

public sealed class ReasoningTests
{
    [Fact]
    public async Task A_signature_comes_late_in_a_chunk_without_text()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var deltas = await DeltasAsync(simulator, "simulator/reasoning-signed");
        var whole = SimulatorHost.Choice(await simulator.AskAsync("simulator/reasoning-signed", "x")).GetProperty("message");

        var details = deltas.Where(delta => delta.TryGetProperty("reasoning_details", out _)).Select(delta => delta.GetProperty("reasoning_details")[0]).ToArray();
        Assert.Equal("type,signature,format,index", string.Join(',', details[^1].EnumerateObject().Select(member => member.Name)));
        Assert.All(details[..^1], detail => Assert.False(detail.TryGetProperty("signature", out _)));
        Assert.Equal("anthropic-claude-v1", details[0].GetProperty("format").GetString());
        Assert.Equal(whole.GetProperty("reasoning").GetString(), whole.GetProperty("reasoning_details")[0].GetProperty("text").GetString());
        Assert.True(whole.GetProperty("reasoning_details")[0].TryGetProperty("signature", out _));
    }

    [Fact]
    public async Task Reasoning_may_be_a_summary()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var details = (await DeltasAsync(simulator, "simulator/reasoning-summary"))[0].GetProperty("reasoning_details")[0];

        Assert.Equal(("reasoning.summary", "openai-responses-v1"), (details.GetProperty("type").GetString(), details.GetProperty("format").GetString()));
        Assert.True(details.TryGetProperty("summary", out _));
    }

    [Fact]
    public async Task Encrypted_reasoning_has_data_and_tokens_but_no_text()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var deltas = await DeltasAsync(simulator, "simulator/reasoning-encrypted");
        var whole = await simulator.AskAsync("simulator/reasoning-encrypted", "x");

        Assert.DoesNotContain(deltas, delta => delta.TryGetProperty("reasoning", out _));
        Assert.Equal("reasoning.encrypted", deltas[0].GetProperty("reasoning_details")[0].GetProperty("type").GetString());
        var message = SimulatorHost.Choice(whole).GetProperty("message");
        Assert.Equal(JsonValueKind.Null, message.GetProperty("reasoning").ValueKind);
        Assert.True(message.GetProperty("reasoning_details")[0].TryGetProperty("data", out _));
        Assert.True(whole.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Details_may_be_an_empty_list_beside_the_text()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var delta = (await DeltasAsync(simulator, "simulator/reasoning-empty-details"))[0];

        Assert.NotEmpty(delta.GetProperty("reasoning").GetString()!);
        Assert.Equal(0, delta.GetProperty("reasoning_details").GetArrayLength());
    }

    [Fact]
    public async Task Reasoning_may_leave_nothing_for_the_answer()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/reasoning-only", "x");

        var choice = SimulatorHost.Choice(answer);
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        var usage = answer.GetProperty("usage");
        Assert.Equal(usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task Reasoning_that_is_to_be_excluded_is_billed_and_not_shown()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/reasoning-signed", "x", """{"reasoning":{"exclude":true}}""");

        Assert.False(SimulatorHost.Choice(answer).GetProperty("message").TryGetProperty("reasoning_details", out _));
        Assert.True(answer.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Content_may_be_null()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var whole = await simulator.AskAsync("simulator/null-content", "x");
        var deltas = await DeltasAsync(simulator, "simulator/null-content");

        Assert.Equal(JsonValueKind.Null, SimulatorHost.Choice(whole).GetProperty("message").GetProperty("content").ValueKind);
        Assert.Equal(JsonValueKind.Null, deltas[0].GetProperty("content").ValueKind);
        Assert.Equal("stop", SimulatorHost.Choice(whole).GetProperty("finish_reason").GetString());
    }

    private static async Task<JsonElement[]> DeltasAsync(SimulatorHost simulator, string model) =>
        [.. SimulatorHost.Events(await simulator.StreamAsync(model, "Tell me about tides")).Select(item => SimulatorHost.Choice(item).GetProperty("delta"))];
}
