using System.Net;
using System.Text;
using System.Text.Json;

namespace PromptLab.Platform.OpenRouter;

/// <summary>A piece of an answer as it arrives: text, reasoning or both, never empty.</summary>
public readonly record struct ChatDelta(string Text, string Reasoning);

/// <summary>One answer, gathered from its stream. Whatever had arrived stays readable when the stream fails.</summary>
public sealed class ChatCompletion
{
    // The stream appends while checkpoints read.
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<string> toolCalls = [];

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

    public string? GenerationId { get; internal set; }

    /// <summary>What actually answered; a router or a fallback makes it differ from the model asked for.</summary>
    public string? Model { get; private set; }

    public string? Provider { get; private set; }

    public string? FinishReason { get; private set; }

    public ChatUsage? Usage { get; private set; }

    public bool HasTokens { get; private set; }

    /// <summary>Takes one event of the stream in; null when it brings no text. Throws <see cref="OpenRouterException"/> when it tells of a failure.</summary>
    internal ChatDelta? Add(ChatChunk chunk)
    {
        GenerationId = chunk.Id ?? GenerationId;
        Model = chunk.Model ?? Model;
        Provider = chunk.Provider ?? Provider;
        Usage = chunk.Usage ?? Usage;

        if ((chunk.Error ?? (chunk.Choices is [{ Error: { } choiceError }, ..] ? choiceError : null)) is { } error)
        {
            throw OpenRouterException.From(error, HttpStatusCode.BadGateway);
        }

        return chunk.Choices is [var choice, ..] ? Add(choice) : null;
    }

    private ChatDelta? Add(ChatChoice choice)
    {
        // The finish is told twice by some providers, the second time along with the usage: the first one counts.
        FinishReason ??= choice.FinishReason;
        if (choice.FinishReason is "error" || choice.NativeFinishReason is "error" or "network_error")
        {
            throw OpenRouterException.Truncated();
        }

        if (choice.Delta is not { } delta)
        {
            return null;
        }

        lock (gate)
        {
            if (delta.ToolCalls is { ValueKind: JsonValueKind.Array } calls)
            {
                toolCalls.AddRange(calls.EnumerateArray().Select(call => call.GetRawText()));
            }

            text.Append(delta.Content);
            reasoning.Append(delta.Reasoning);
            HasTokens = text.Length > 0 || reasoning.Length > 0 || toolCalls.Count > 0;
        }

        return string.IsNullOrEmpty(delta.Content) && string.IsNullOrEmpty(delta.Reasoning)
            ? null
            : new(delta.Content ?? "", delta.Reasoning ?? "");
    }
}
