using System.Text.Json.Nodes;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>The body of a completion that is not streamed, with its keys in the order of the wire.</summary>
public static class WholeJson
{
    public static JsonObject Of(Generation generation)
    {
        var json = ChunkJson.Head(generation, "chat.completion");
        json["system_fingerprint"] = null;
        json["service_tier"] = ChunkJson.ServiceTier(generation);
        json["choices"] = new JsonArray(Choice(generation, Message(generation)));
        AddUsage(json, generation, generation.WholeUsage());
        return json;
    }

    /// <summary>Half of the answer, and why there is no more of it; the error may be told by the finish reasons alone.</summary>
    public static JsonObject Broken(Generation generation, string? finish, string native, ApiErrorException? error)
    {
        var json = Of(generation);
        var choice = json["choices"]![0]!.AsObject();
        var content = generation.Answer.Text(PieceKind.Content) ?? "";
        choice["finish_reason"] = finish;
        choice["native_finish_reason"] = native;
        choice["message"]!["content"] = content[..(content.Length / 2)];
        if (error is not null)
        {
            choice["error"] = error.ToError();
        }

        AddUsage(json, generation, generation.UsageSoFar().Unbilled());
        return json;
    }

    /// <summary>Seen in August 2026: the completion as the provider sent it, and null where a client looks.</summary>
    public static JsonObject Nested(Generation generation)
    {
        var inner = Of(generation);
        return new JsonObject
        {
            ["id"] = null,
            ["object"] = null,
            ["created"] = null,
            ["model"] = null,
            ["provider"] = inner,
            ["choices"] = null,
            ["usage"] = null,
        };
    }

    /// <summary>What was sent of it was nothing, so it costs nothing.</summary>
    public static JsonObject WithoutChoices(Generation generation)
    {
        var json = Of(generation);
        json["choices"] = null;
        AddUsage(json, generation, generation.UsageSoFar().Unbilled());
        return json;
    }

    private static void AddUsage(JsonObject json, Generation generation, Usage usage)
    {
        var form = generation.Script.UsageForm;
        if (form != UsageForm.Missing)
        {
            json["usage"] = usage.ToJson(form);
        }

        if (generation.Route is { } route)
        {
            json["openrouter_metadata"] = route.ToJson(generation.Script.IsByok);
        }
    }

    private static JsonObject Choice(Generation generation, JsonObject message) => new()
    {
        ["index"] = 0,
        ["logprobs"] = null,
        ["finish_reason"] = generation.FinishReason,
        ["native_finish_reason"] = generation.NativeFinishReason,
        ["message"] = message,
    };

    private static JsonObject Message(Generation generation)
    {
        var (answer, script) = (generation.Answer, generation.Script);
        var reasoning = answer.Text(PieceKind.Reasoning);
        var content = answer.Text(PieceKind.Content) ?? (answer.Calls is [] && !script.OnlyReasons ? "" : null);
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = script.HasNullContent ? null : content,
            ["refusal"] = null,
            ["reasoning"] = generation.ShowsReasoning ? reasoning : null,
        };
        if (reasoning is not null && !generation.Request.HidesReasoning && ReasoningDetails.Whole(script.Reasoning, reasoning) is { } details)
        {
            message["reasoning_details"] = details;
        }

        if (answer.Calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select((name, call) => ToolCall(generation, name, call))]);
        }

        if (script.HasCitations)
        {
            message["annotations"] = Citations();
        }

        return message;
    }

    public static JsonArray Citations() =>
    [
        new JsonObject
        {
            ["type"] = "url_citation",
            ["url_citation"] = new JsonObject
            {
                ["url"] = "https://example.com/tides", ["title"] = "An example", ["content"] = "Simulated.", ["start_index"] = 0, ["end_index"] = 5,
            },
        },
    ];

    private static JsonNode ToolCall(Generation generation, string name, int call)
    {
        var function = new JsonObject { ["name"] = name };
        if (generation.Script.Tools != ToolForm.NoArguments)
        {
            function["arguments"] = generation.Answer.Text(PieceKind.ToolArguments, call) ?? "";
        }

        return new JsonObject { ["type"] = "function", ["index"] = call, ["id"] = generation.ToolCallId(call), ["function"] = function };
    }
}
