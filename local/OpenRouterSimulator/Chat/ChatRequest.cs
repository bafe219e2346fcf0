using System.Text.Json;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>A message; at a breakpoint its sender wants the prompt up to here to be cached.</summary>
public sealed record ChatMessage(string Role, string Text, bool IsBreakpoint = false);

/// <summary>What this simulator heeds of a request; everything else is accepted and ignored.</summary>
public sealed record ChatRequest
{
    /// <summary>In the order in which they are tried: <c>model</c>, then <c>models</c>.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>All of it, as it came.</summary>
    public JsonElement Body { get; init; }

    /// <summary>What the header asks of any model.</summary>
    public IReadOnlyList<NamedScript> Faults { get; init; } = [];

    public bool Stream { get; init; }

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    public long? Seed { get; init; }

    public double? Temperature { get; init; }

    public JsonElement? Provider { get; init; }

    /// <summary>text, json_object or json_schema.</summary>
    public string Format { get; init; } = "text";

    public JsonElement? Schema { get; init; }

    public bool IsStrict { get; init; }

    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>The tool that must be called, if one must.</summary>
    public ChatTool? RequiredTool { get; init; }

    public bool WantsReasoning { get; init; } = true;

    public bool HidesReasoning { get; init; }

    /// <summary>The first chunk is to show what the provider was sent.</summary>
    public bool EchoesUpstream { get; init; }

    public string UserText => Messages.LastOrDefault(message => message.Role == "user")?.Text ?? Messages[^1].Text;

    public string SystemText => string.Join('\n', Messages.Where(message => message.Role is "system" or "developer").Select(message => message.Text));

    /// <summary>The same request gives the same answer when nothing is left to chance.</summary>
    public bool IsRepeatable => Seed is not null || Temperature == 0;

    public Script ScriptFor(Model model) => Faults.Aggregate(model.Script, (script, named) => named.Change(script));
}

public sealed record ChatTool(string Name, JsonElement? Parameters);
