using System.Text.Json;
using OpenRouterSimulator;

namespace PromptLab.Tests.Simulator;

public sealed class WireTests
{
    [Fact]
    public async Task Lines_may_end_with_carriage_return_and_line_feed()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var call = await RawCall.StreamAsync(simulator, "simulator/crlf");

        Assert.StartsWith(": OPENROUTER PROCESSING\r\n\r\ndata: {", call.Text, StringComparison.Ordinal);
        Assert.EndsWith("}\r\n\r\ndata: [DONE]\r\n\r\n", call.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n", call.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_character_may_be_split_between_two_writes()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var call = await RawCall.StreamAsync(simulator, "simulator/echo", "日本語🌍", faults: "split-utf8");

        Assert.Contains(call.Writes, write => write[^1] >= 0xC0);
        Assert.Contains(call.Writes, write => write[0] is >= 0x80 and < 0xC0);
        Assert.Equal("日本語🌍", SimulatorHost.Text(SimulatorHost.Events(call.Text)));
    }

    [Fact]
    public async Task A_reset_comes_inside_a_chunk()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var streamed = await RawCall.StreamAsync(simulator, "simulator/reset");
        var whole = await RawCall.AskAsync(simulator, "simulator/reset");

        Assert.False(streamed.IsWhole);
        Assert.StartsWith("data: {\"id\":", streamed.Text.Split("\n\n")[^1], StringComparison.Ordinal);
        Assert.False(whole.IsWhole);
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<JsonElement>(whole.Text));
    }

    [Fact]
    public async Task A_truncated_stream_is_cut_between_two_events()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var call = await RawCall.StreamAsync(simulator, "simulator/truncated");

        Assert.False(call.IsWhole);
        Assert.EndsWith("\n\n", call.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", call.Text, StringComparison.Ordinal);
        Assert.NotEmpty(SimulatorHost.Text(SimulatorHost.Events(call.Text)));
    }

    [Fact]
    public async Task An_answer_that_ends_early_has_a_regular_end_and_no_finish()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var streamed = await RawCall.StreamAsync(simulator, "simulator/ends-early");
        var whole = await RawCall.AskAsync(simulator, "simulator/ends-early");

        Assert.True(streamed.IsWhole);
        Assert.All(SimulatorHost.Events(streamed.Text), item => Assert.Equal(JsonValueKind.Null, SimulatorHost.Choice(item).GetProperty("finish_reason").ValueKind));
        Assert.DoesNotContain("[DONE]", streamed.Text, StringComparison.Ordinal);
        Assert.True(whole.IsWhole);
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<JsonElement>(whole.Text));
    }

    [Fact]
    public async Task White_space_may_be_all_there_is()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var streamed = await RawCall.StreamAsync(simulator, "simulator/whitespace-only");
        var whole = await RawCall.AskAsync(simulator, "simulator/whitespace-only");

        Assert.Equal((": OPENROUTER PROCESSING\n\n", true), (streamed.Text, streamed.IsWhole));
        Assert.Equal(("\n         \n", true), (whole.Text, whole.IsWhole));
    }

    [Fact]
    public async Task Padding_is_eleven_bytes_and_can_be_left_out()
    {
        await using var simulator = await SimulatorHost.ListenAsync();

        var padded = await RawCall.AskAsync(simulator, "simulator/quick");
        var plain = await RawCall.AskAsync(simulator, "simulator/no-padding");

        Assert.Equal("\n         \n"u8.ToArray(), padded.Writes[0]);
        Assert.StartsWith("{\"id\":\"gen-", plain.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_stream_may_lack_done_or_be_full_of_comments()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var withoutDone = await simulator.StreamAsync("simulator/no-done", "x");
        var withComments = await simulator.StreamAsync("simulator/comments", "x");

        Assert.DoesNotContain("[DONE]", withoutDone, StringComparison.Ordinal);
        Assert.True(SimulatorHost.Events(withoutDone)[^1].TryGetProperty("usage", out _));
        var frames = withComments.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var events = SimulatorHost.Events(withComments).Length;
        Assert.Equal(events + 1, frames.Count(frame => frame == ": OPENROUTER PROCESSING"));
    }

    [Theory]
    [InlineData("simulator/late", null)]
    [InlineData("simulator/quick", "3000")]
    public async Task A_late_answer_sends_no_byte_for_three_seconds(string model, string? header)
    {
        await using var simulator = await SimulatorHost.StartAsync();
        if (header is not null)
        {
            simulator.Client.DefaultRequestHeaders.Add(SimulatorOptions.FirstByteHeader, header);
        }

        var started = simulator.Clock.GetUtcNow();

        var asking = simulator.PostAsync(SimulatorHost.Chat(model, "x", """{"stream":true}"""));
        while (!asking.IsCompleted)
        {
            simulator.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        using var response = await asking;
        Assert.True(response.IsSuccessStatusCode);
        Assert.True(simulator.Clock.GetUtcNow() - started >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Keep_alives_may_go_on_for_ever()
    {
        await using var simulator = await SimulatorHost.StartAsync();
        using var response = await simulator.PostAsync(SimulatorHost.Chat("simulator/keeps-alive", "x", """{"stream":true}"""));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        for (var comments = 0; comments < 100; comments++)
        {
            var line = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            while (!line.IsCompleted)
            {
                simulator.Clock.Advance(TimeSpan.FromMilliseconds(400));
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            Assert.Equal(": OPENROUTER PROCESSING", await line);
            Assert.Equal("", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }
}
