using System.Text.Json.Nodes;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>The bodies of chat completions, with their keys in the order of the wire.</summary>
public static class ChatJson
{
    public static JsonObject Whole(Generation generation)
    {
        var json = Head(generation, "chat.completion");
        json["system_fingerprint"] = null;
        json["service_tier"] = ServiceTier(generation);
        json["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["logprobs"] = null,
            ["finish_reason"] = generation.Answer.FinishReason,
            ["native_finish_reason"] = generation.NativeFinishReason,
            ["message"] = Message(generation),
        });
        json["usage"] = generation.WholeUsage().ToJson();
        return json;
    }

    /// <summary>An error that came after some of the answer: the choice carries both.</summary>
    public static JsonObject WholeWithError(Generation generation, ApiErrorException error)
    {
        var json = Whole(generation);
        var choice = json["choices"]![0]!.AsObject();
        var content = generation.Answer.Text(PieceKind.Content) ?? "";
        choice["finish_reason"] = "error";
        choice["native_finish_reason"] = "error";
        choice["message"]!["content"] = content[..(content.Length / 2)];
        choice["error"] = error.ToError();
        json["usage"] = generation.UsageSoFar().Unbilled().ToJson();
        return json;
    }

    public static JsonObject Chunk(Generation generation, JsonObject delta) => Chunk(generation, new JsonArray(Choice(delta, null, null)));

    public static JsonObject Chunk(Generation generation, JsonArray choices)
    {
        var json = Head(generation, "chat.completion.chunk");
        json["choices"] = choices;
        return json;
    }

    public static JsonArray FinishChoices(Generation generation) =>
        new(Choice(EmptyDelta(), generation.Answer.FinishReason, generation.NativeFinishReason));

    public static JsonObject UsageChunk(Generation generation, UsageChunk style)
    {
        var json = Head(generation, "chat.completion.chunk");
        if (style == OpenRouterSimulator.UsageChunk.Repeat && ServiceTier(generation) is { } tier)
        {
            json["service_tier"] = tier;
        }

        json["choices"] = style switch
        {
            OpenRouterSimulator.UsageChunk.Empty => new JsonArray(),
            OpenRouterSimulator.UsageChunk.NullFinish => new JsonArray(Choice(EmptyDelta(), null, null)),
            _ => FinishChoices(generation),
        };
        json["usage"] = generation.WholeUsage().ToJson();
        return json;
    }

    public static JsonObject ErrorChunk(Generation generation, ApiErrorException error, bool hasBegun)
    {
        var json = Head(generation, "chat.completion.chunk");
        var inner = error.ToError();
        // In a stream the code comes first.
        json["error"] = new JsonObject { ["code"] = error.Status, ["message"] = error.Message, ["metadata"] = inner["metadata"]?.DeepClone() };
        json["choices"] = hasBegun ? new JsonArray(Choice(new JsonObject { ["content"] = "" }, "error", "error")) : new JsonArray();
        return json;
    }

    /// <summary>What a piece adds. Role and content are on every chunk, whatever else it brings.</summary>
    public static JsonObject Delta(Piece piece) => piece.Kind switch
    {
        PieceKind.Reasoning => new()
        {
            ["content"] = "",
            ["role"] = "assistant",
            ["reasoning"] = piece.Text,
            ["reasoning_details"] = ReasoningDetails(piece.Text),
        },
        PieceKind.ToolArguments => ToolDelta(new JsonObject { ["index"] = 0, ["function"] = new JsonObject { ["arguments"] = piece.Text } }),
        _ => new() { ["content"] = piece.Text, ["role"] = "assistant" },
    };

    public static JsonObject ToolStart(Generation generation) => ToolDelta(new JsonObject
    {
        ["index"] = 0,
        ["id"] = generation.ToolCallId,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = generation.Answer.ToolName, ["arguments"] = "" },
    });

    private static JsonObject Head(Generation generation, string kind) => new()
    {
        ["id"] = generation.Id,
        ["object"] = kind,
        ["created"] = generation.Created,
        ["model"] = generation.Model.Id,
        ["provider"] = generation.Model.Provider,
    };

    private static JsonObject Message(Generation generation)
    {
        var answer = generation.Answer;
        var reasoning = generation.Request.HidesReasoning ? null : answer.Text(PieceKind.Reasoning);
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = answer.Text(PieceKind.Content) ?? (answer.ToolName is null ? "" : null),
            ["refusal"] = null,
            ["reasoning"] = reasoning,
        };
        if (reasoning is not null)
        {
            message["reasoning_details"] = ReasoningDetails(reasoning);
        }

        if (answer.ToolName is not null)
        {
            message["tool_calls"] = new JsonArray(new JsonObject
            {
                ["type"] = "function",
                ["index"] = 0,
                ["id"] = generation.ToolCallId,
                ["function"] = new JsonObject { ["name"] = answer.ToolName, ["arguments"] = answer.Text(PieceKind.ToolArguments) ?? "" },
            });
        }

        return message;
    }

    private static JsonObject Choice(JsonObject delta, string? finish, string? native) => new()
    {
        ["index"] = 0,
        ["delta"] = delta,
        ["finish_reason"] = finish,
        ["native_finish_reason"] = native,
    };

    private static JsonObject EmptyDelta() => new() { ["content"] = "", ["role"] = "assistant" };

    private static JsonObject ToolDelta(JsonObject call) => new() { ["content"] = null, ["role"] = "assistant", ["tool_calls"] = new JsonArray(call) };

    private static JsonArray ReasoningDetails(string text) =>
        new(new JsonObject { ["type"] = "reasoning.text", ["text"] = text, ["format"] = "unknown", ["index"] = 0 });

    private static string? ServiceTier(Generation generation) => generation.Model.Author == "openai" ? "default" : null;
}
