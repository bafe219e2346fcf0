using System.Text.Json;

namespace PromptLab.Tests.Simulator;

public sealed class ToolTests
{
    private const string Tools = """
        {"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},
        {"type":"function","function":{"name":"clock"}}]}
        """;

    [Theory]
    [InlineData("simulator/tools-fragments")]
    [InlineData("simulator/tools-whole")]
    [InlineData("simulator/tools-trailing-space")]
    [InlineData("simulator/tools-parallel")]
    public async Task Arguments_are_the_same_however_they_come(string model)
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var calls = await CallsAsync(simulator, model);
        var whole = SimulatorHost.Choice(await simulator.AskAsync(model, "Weather in Ankara", Tools)).GetProperty("message").GetProperty("tool_calls")[0];

        foreach (var arguments in new[] { Arguments(calls), whole.GetProperty("function").GetProperty("arguments").GetString()! })
        {
            Assert.Equal(JsonValueKind.String, JsonSerializer.Deserialize<JsonElement>(arguments).GetProperty("city").ValueKind);
        }

        Assert.Equal("type,index,id,function", string.Join(',', whole.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task A_whole_call_is_one_chunk()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var call = Assert.Single(await CallsAsync(simulator, "simulator/tools-whole"));

        Assert.Equal("index,id,type,function", string.Join(',', call.EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public async Task White_space_may_trail_after_complete_arguments()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var calls = await CallsAsync(simulator, "simulator/tools-trailing-space");

        Assert.Equal("""{"index":0,"function":{"arguments":" "}}""", calls[^1].GetRawText());
        Assert.EndsWith("}  ", Arguments(calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_may_be_missing()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var call = Assert.Single(await CallsAsync(simulator, "simulator/tools-no-arguments"));
        var whole = SimulatorHost.Choice(await simulator.AskAsync("simulator/tools-no-arguments", "x", Tools)).GetProperty("message").GetProperty("tool_calls")[0];

        Assert.Equal("""{"name":"weather"}""", call.GetProperty("function").GetRawText());
        Assert.Equal("""{"name":"weather"}""", whole.GetProperty("function").GetRawText());
    }

    [Fact]
    public async Task Two_calls_have_an_index_and_an_id_each()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var calls = await CallsAsync(simulator, "simulator/tools-parallel");

        var starts = calls.Where(call => call.TryGetProperty("id", out _)).ToArray();
        Assert.Equal([0, 1], starts.Select(call => call.GetProperty("index").GetInt32()));
        Assert.Equal(["weather", "clock"], starts.Select(call => call.GetProperty("function").GetProperty("name").GetString()));
        Assert.NotEqual(starts[0].GetProperty("id").GetString(), starts[1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_call_may_end_without_a_finish_reason()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var events = SimulatorHost.Events(await simulator.StreamAsync("simulator/tools-null-finish", "Weather in Ankara", Tools));

        Assert.All(events, item => Assert.Equal(JsonValueKind.Null, SimulatorHost.Choice(item).GetProperty("finish_reason").ValueKind));
    }

    [Fact]
    public async Task A_tools_result_is_answered_with_text()
    {
        await using var simulator = await SimulatorHost.StartAsync();

        var answer = await simulator.AskAsync("simulator/tools-fragments", "x", $$"""
            {"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","tool_call_id":"call_1","content":"sunny"}],
            {{Tools.Trim()[1..]}}
            """);

        Assert.Equal("stop", SimulatorHost.Choice(answer).GetProperty("finish_reason").GetString());
        Assert.NotEmpty(SimulatorHost.Content(answer));
    }

    private static async Task<JsonElement[]> CallsAsync(SimulatorHost simulator, string model) =>
    [
        .. SimulatorHost.Events(await simulator.StreamAsync(model, "Weather in Ankara", Tools))
            .Select(item => SimulatorHost.Choice(item).GetProperty("delta"))
            .Where(delta => delta.TryGetProperty("tool_calls", out _))
            .Select(delta => delta.GetProperty("tool_calls")[0]),
    ];

    private static string Arguments(IEnumerable<JsonElement> calls) => string.Concat(calls
        .Where(call => call.GetProperty("index").GetInt32() == 0)
        .Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
}
