using System.Text.Json.Nodes;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>The chunks of a stream, with their keys in the order of the wire.</summary>
public static class ChunkJson
{
    public static JsonObject Head(Generation generation, string kind) => new()
    {
        ["id"] = generation.Id,
        ["object"] = kind,
        ["created"] = generation.Created,
        ["model"] = generation.ModelName,
        ["provider"] = generation.Model.Provider,
    };

    public static string? ServiceTier(Generation generation) => generation.Model.Author == "openai" ? "default" : null;

    public static JsonObject Of(Generation generation, params JsonObject[] choices)
    {
        var json = Head(generation, "chat.completion.chunk");
        json["choices"] = new JsonArray([.. choices]);
        return json;
    }

    public static JsonObject Choice(JsonObject delta, string? finish = null, string? native = null) => new()
    {
        ["index"] = 0,
        ["delta"] = delta,
        ["finish_reason"] = finish,
        ["native_finish_reason"] = native,
    };

    /// <summary>What a piece adds. Role and content are on every chunk, whatever else it brings.</summary>
    public static JsonObject Delta(Generation generation, Piece piece) => piece.Kind switch
    {
        PieceKind.Reasoning => Reasoning(piece.Text, ReasoningDetails.Of(generation.Script.Reasoning, piece.Text)),
        PieceKind.ToolArguments => Tool(new JsonObject { ["index"] = piece.Call, ["function"] = new JsonObject { ["arguments"] = piece.Text } }),
        _ => new() { ["content"] = generation.Script.HasNullContent ? null : piece.Text, ["role"] = "assistant" },
    };

    /// <summary>A late detail without text of its own.</summary>
    public static JsonObject LateReasoning(JsonArray details) => new() { ["content"] = "", ["role"] = "assistant", ["reasoning_details"] = details };

    /// <summary>The name of a tool, and its arguments when they do not come in fragments.</summary>
    public static JsonObject ToolStart(Generation generation, int call, string? arguments)
    {
        var function = new JsonObject { ["name"] = generation.Answer.Calls[call] };
        if (arguments is not null)
        {
            function["arguments"] = arguments;
        }

        return Tool(new JsonObject { ["index"] = call, ["id"] = generation.ToolCallId(call), ["type"] = "function", ["function"] = function });
    }

    public static JsonObject Citations() => new() { ["content"] = "", ["role"] = "assistant", ["annotations"] = WholeJson.Citations() };

    public static JsonObject EmptyDelta() => new() { ["content"] = "", ["role"] = "assistant" };

    public static JsonObject Finish(Generation generation) => Of(generation, FinishChoice(generation));

    public static JsonObject WithUsage(Generation generation, Usage usage, UsageChunk style)
    {
        var json = Head(generation, "chat.completion.chunk");
        if (style == UsageChunk.Repeat && ServiceTier(generation) is { } tier)
        {
            json["service_tier"] = tier;
        }

        json["choices"] = style switch
        {
            UsageChunk.Empty => new JsonArray(),
            UsageChunk.NullFinish => new JsonArray(Choice(EmptyDelta())),
            _ => new JsonArray(FinishChoice(generation)),
        };
        json["usage"] = usage.ToJson(generation.Script.UsageForm);
        return json;
    }

    /// <summary>What the provider was sent, for whoever is debugging.</summary>
    public static JsonObject UpstreamEcho(Generation generation)
    {
        var json = Of(generation);
        var sent = new JsonObject
        {
            ["model"] = generation.Model.CanonicalSlug,
            ["messages"] = JsonNode.Parse(generation.Request.Body.Member("messages")?.GetRawText() ?? "[]"),
            ["stream"] = true,
        };
        json["debug"] = new JsonObject { ["echo_upstream_body"] = sent };
        return json;
    }

    private static JsonObject FinishChoice(Generation generation) => Choice(EmptyDelta(), generation.FinishReason, generation.NativeFinishReason);

    private static JsonObject Reasoning(string text, JsonArray? details)
    {
        var delta = new JsonObject { ["content"] = "", ["role"] = "assistant", ["reasoning"] = text };
        if (details is not null)
        {
            delta["reasoning_details"] = details;
        }

        return delta;
    }

    private static JsonObject Tool(JsonObject call) => new() { ["content"] = null, ["role"] = "assistant", ["tool_calls"] = new JsonArray(call) };
}
