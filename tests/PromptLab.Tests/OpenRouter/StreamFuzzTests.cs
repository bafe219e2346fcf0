using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PromptLab.Platform.OpenRouter;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.OpenRouter;

/// <summary>Whatever comes after a 200, in whatever pieces: it is heard alike, ends as an answer or as a failure in words, and is never endless.</summary>
public class StreamFuzzTests(ScriptedApp lab) : IClassFixture<ScriptedApp>
{
    private const int Count = 150;

    private static readonly string[] Chunks =
    [
        Wire.Text("Grüße, 世界 🎈"), Wire.Finish("stop", Wire.Usage), Wire.Delta("""{"content":null,"reasoning":"Let me count.","reasoning_details":[{"type":"reasoning.text","text":"x"}]}"""),
        Wire.Delta("""{"content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"find","arguments":""}}]}"""),
        Wire.Chunk("[]", """ "error":{"code":502,"message":"Gone","metadata":{"raw":"{\"error\":1}","headers":{"X-RateLimit-Reset":"1"},"reasons":["x"]},"availability":{"retry_after":1}} """),
        Wire.Completion("""{"role":"assistant","content":"Nine"}""", more: """ "usage":{"prompt_tokens":1,"cost":0.1,"is_byok":true,"cost_details":{"upstream_inference_cost":0.1}} """),
    ];

    private static readonly string[] OtherLines = [": OPENROUTER PROCESSING", "event: message", "id: 7", "data:", "data: [DONE]", "data", "\0", "{", "retry: x", ": data: x", "data: 7", "data: null", "[DONE]"];

    private static Gen<string> Line => Gen.Frequency(
        (4, from chunk in Gen.Elements(Chunks) select $"data: {chunk}"),
        (4, from chunk in Gen.Elements(Chunks) from odd in OddJson.Like(chunk) select $"data:{odd}"),
        (1, from odd in OddJson.Value select $"data: {odd}"),
        (1, Gen.Elements(Chunks)),
        (2, Gen.Elements(OtherLines)));

    private static Gen<Payload> Body =>
        from length in Gen.Choose(0, 6)
        from lines in Line.ArrayOf(length)
        from end in Gen.Elements("\n\n", "\r\n\r\n", "\n", "\r\r", "")
        from bytes in OddBytes.Of(string.Concat(lines.Select(line => line + end)))
        select bytes;

    [Fact]
    public void The_same_bytes_say_the_same_in_any_pieces_and_end_in_words() => Fuzz.Check(
        from body in Body from sizes in Gen.Choose(1, 200).NonEmptyListOf() select (body, sizes),
        Count,
        async drawn =>
        {
            var whole = await HearAsync(ScriptedAnswer.Stream(new ScriptedPiece(drawn.body.Bytes)));
            var pieces = await HearAsync(ScriptedAnswer.Stream([.. OddBytes.InPieces(drawn.body.Bytes, [.. drawn.sizes]).Select(piece => new ScriptedPiece(piece))]));

            Assert.Equal(whole, pieces);
        });

    [Fact]
    public void A_refusal_of_any_shape_ends_in_words() => Fuzz.Check(
        from chunk in Gen.Elements(Chunks)
        from odd in OddJson.Like(chunk)
        from status in Gen.Elements(400, 401, 402, 404, 408, 429, 500, 503)
        from body in OddBytes.Of(odd)
        select (status, body),
        Count,
        async drawn => Assert.NotNull((await HearAsync(new ScriptedAnswer(drawn.status, "application/json", new ScriptedPiece(drawn.body.Bytes)))).Code));

    /// <summary>What a caller hears of an answer; a call that is told to come again later finds nobody.</summary>
    private async Task<Heard> HearAsync(ScriptedAnswer answer)
    {
        lab.Upstream.Script(answer);
        ChatCompletion completion = new();
        var (heardText, heardReasoning) = (new StringBuilder(), new StringBuilder());
        var call = lab.Client.StreamAsync(ScriptedApp.Model, Account.ApiKey, "{}", completion, Hear, Account.Token);
        await lab.PassTimeUntilAsync(call);

        string? code = null;
        try
        {
            await call;
        }
        catch (OpenRouterException failure)
        {
            code = failure.Code;
            Assert.InRange(failure.Message.Length, 1, 2_000);
        }

        var (text, reasoning, toolCalls) = completion.Gathered;
        Assert.Equal((text, reasoning), (heardText.ToString(), heardReasoning.ToString()));
        return new(code, text, reasoning, toolCalls, completion.FinishReason, completion.Usage?.TotalCost, completion.Usage?.CompletionTokens);

        ValueTask Hear(ChatDelta delta)
        {
            heardText.Append(delta.Text);
            heardReasoning.Append(delta.Reasoning);
            return ValueTask.CompletedTask;
        }
    }

    private sealed record Heard(string? Code, string Text, string Reasoning, string? ToolCalls, string? FinishReason, decimal? Cost, int? Tokens);
}
