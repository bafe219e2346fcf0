using System.Text.Json;
using System.Text.RegularExpressions;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>The bounds of a request's parameters; beyond them it is 400, whatever the model.</summary>
public static partial class RequestRules
{
    private static readonly string[] Efforts = ["max", "xhigh", "high", "medium", "low", "minimal", "none"];

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    private static readonly (string Name, double Min, double Max)[] Ranges =
    [
        ("temperature", 0, 2), ("top_p", 0, 1), ("min_p", 0, 1), ("top_a", 0, 1), ("top_k", 0, double.MaxValue), ("frequency_penalty", -2, 2),
        ("presence_penalty", -2, 2), ("repetition_penalty", 0, 2), ("top_logprobs", 0, 20),
    ];

    public static void Check(JsonElement body)
    {
        foreach (var (name, min, max) in Ranges)
        {
            _ = body.Number(name, min, max);
        }

        CheckReasoning(body);
        Require(body.Items("messages").All(message => Roles.Contains(message.Text("role"))));
        Require(body.Items("stop").Count() <= 4);
        Require(body.Text("session_id") is not { Length: > 256 });
        Require(body.Items("tools").All(tool => tool.Member("function")?.Text("name") is not { Length: > 64 }));
        Require(body.Member("response_format")?.Member("json_schema") is not { } schema || SchemaName().IsMatch(schema.Text("name") ?? ""));
        Require(body.Member("metadata") is not { ValueKind: JsonValueKind.Object } metadata || metadata.EnumerateObject().Count() <= 16);
    }

    private static void CheckReasoning(JsonElement body)
    {
        var reasoning = body.Member("reasoning");
        var effort = reasoning?.Text("effort");
        var shorthand = body.Text("reasoning_effort");

        Require(effort is null || Efforts.Contains(effort));
        Require(effort is null || reasoning?.Member("max_tokens") is null);
        Require(effort is null || shorthand is null || effort == shorthand);
    }

    private static void Require(bool isMet)
    {
        if (!isMet)
        {
            throw ApiErrors.BadRequest();
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex SchemaName();
}
