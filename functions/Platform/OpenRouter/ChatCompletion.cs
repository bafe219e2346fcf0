using System.Text;
using System.Text.Json;

namespace PromptLab.Platform.OpenRouter;

/// <summary>A piece of an answer as it arrives: text, reasoning or both, never empty.</summary>
public readonly record struct ChatDelta(string Text, string Reasoning);

/// <summary>What is known of a call while it goes on: enough to ask OpenRouter for it later.</summary>
public sealed record ChatFacts(string? GenerationId, string? Model, string? Provider);

/// <summary>One answer, gathered from its stream. Whatever had arrived stays readable when the stream fails.</summary>
public sealed class ChatCompletion
{
    private const int LongestName = 500;

    // The stream appends while checkpoints read.
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<string> toolCalls = [];
    private readonly TaskCompletionSource identified = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What has arrived so far. Tool calls are their pieces as a JSON array, verbatim and in order; null when there are none.</summary>
    public (string Text, string Reasoning, string? ToolCallPieces) Gathered
    {
        get
        {
            lock (gate)
            {
                return (text.ToString(), reasoning.ToString(), toolCalls.Count == 0 ? null : $"[{string.Join(',', toolCalls)}]");
            }
        }
    }

    /// <summary>How many characters have arrived, of whatever kind.</summary>
    internal long Length { get; private set; }

    /// <summary>What a checkpoint may keep; there as soon as the answer's headers are, and whole after its first event.</summary>
    public ChatFacts Facts => new(GenerationId, Model, Provider);

    public string? GenerationId
    {
        get;
        internal set
        {
            field = value;
            if (value is not null)
            {
                identified.TrySetResult();
            }
        }
    }

    /// <summary>Done once OpenRouter has given the call an id.</summary>
    public Task Identified => identified.Task;

    /// <summary>What actually answered; a router or a fallback makes it differ from the model asked for.</summary>
    public string? Model { get; private set; }

    public string? Provider { get; private set; }

    public string? FinishReason { get; private set; }

    public ChatUsage? Usage { get; private set; }

    /// <summary>Whether anything came that is paid for: then the call must not be made a second time.</summary>
    public bool HasTokens { get; private set; }

    /// <summary>A new try: the failed one brought nothing worth keeping.</summary>
    internal void Start() => (GenerationId, Model, Provider, FinishReason, Usage) = (null, null, null, null, null);

    /// <summary>Takes an event, or a whole completion, in; null when it brings no text.</summary>
    internal ChatDelta? Add(ChatChunk chunk)
    {
        GenerationId = Name(chunk.Id) ?? GenerationId;
        Model = Name(chunk.Model) ?? Model;
        Provider = chunk.Provider is { ValueKind: JsonValueKind.String } provider ? Name(OpenRouterJson.TextOf(provider)) : Provider;
        Usage = ChatUsage.In(chunk.Usage) ?? Usage;
        HasTokens |= Usage is { CompletionTokens: > 0 } or { TotalCost: > 0 };

        if (chunk.Choices is not [{ } choice, ..])
        {
            return null;
        }

        // The finish is told twice by some providers, the second time along with the usage: the first one counts.
        FinishReason ??= Name(choice.FinishReason);
        return (choice.Delta ?? choice.Message) is { } part ? Add(part) : null;
    }

    /// <summary>Some providers never say the finish of an answer that calls tools.</summary>
    /// <param name="isWhole">The sender said that nothing more comes.</param>
    internal void End(bool isWhole)
    {
        if (FinishReason is null && toolCalls.Count > 0 && (isWhole || Usage is not null))
        {
            FinishReason = "tool_calls";
        }
    }

    /// <summary>A row has room for names, not for whatever is sent in their place.</summary>
    private static string? Name(string? text) => text?.Length > LongestName ? text[..LongestName] : text;

    private ChatDelta? Add(ChatPart part)
    {
        var said = string.IsNullOrEmpty(part.Content) ? part.Refusal ?? "" : part.Content;
        var thought = part.Reasoning ?? "";

        lock (gate)
        {
            if (part.ToolCalls is { ValueKind: JsonValueKind.Array } calls)
            {
                toolCalls.AddRange(calls.EnumerateArray().Select(call => call.GetRawText()));
                Length += calls.GetRawText().Length;
            }

            text.Append(said);
            reasoning.Append(thought);
            Length += said.Length + thought.Length;
        }

        // Encrypted reasoning has no text, but is paid for.
        HasTokens |= said.Length > 0 || thought.Length > 0 || toolCalls.Count > 0 || part.ReasoningDetails is { ValueKind: JsonValueKind.Array } details && details.GetArrayLength() > 0;
        return said.Length == 0 && thought.Length == 0 ? null : new(said, thought);
    }
}
