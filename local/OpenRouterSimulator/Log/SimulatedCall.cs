using System.Text.Json;
using OpenRouterSimulator.Chat;

namespace OpenRouterSimulator.Log;

public enum Outcome
{
    Running,
    Completed,

    /// <summary>The client hung up before the end.</summary>
    Aborted,
    Failed,
}

/// <summary>What is known of one chat call; never its key.</summary>
public sealed record SimulatedCall(string GenerationId, DateTimeOffset StartedAt)
{
    /// <summary>The body as it came, if it was JSON.</summary>
    public JsonElement? Request { get; init; }

    public string? RequestedModel { get; init; }

    /// <summary>The one that answered.</summary>
    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? KeyLabel { get; init; }

    public string? Referer { get; init; }

    public string? Title { get; init; }

    public string? Categories { get; init; }

    public string? UserAgent { get; init; }

    public bool Streamed { get; init; }

    public Outcome Outcome { get; init; }

    /// <summary>The HTTP status that was answered; an error after 200 leaves it 200.</summary>
    public int Status { get; init; } = 200;

    public string? FinishReason { get; init; }

    public string? NativeFinishReason { get; init; }

    public Usage Usage { get; init; } = new(0, 0, 0, 0, 0);

    public int PromptTokens => Usage.PromptTokens;

    public int CompletionTokens => Usage.CompletionTokens;

    public decimal Cost => Usage.Cost;

    /// <summary>From the request to the first piece of the answer.</summary>
    public TimeSpan? FirstToken { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How much longer than usual <c>/generation</c> knows nothing of it.</summary>
    public TimeSpan RecordDelay { get; init; }

    public static SimulatedCall Of(HttpRequest request, string generationId, DateTimeOffset startedAt)
    {
        string? Header(string name) => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

        return new SimulatedCall(generationId, startedAt)
        {
            Referer = Header("HTTP-Referer"),
            Title = Header("X-OpenRouter-Title") ?? Header("X-Title"),
            Categories = Header("X-OpenRouter-Categories"),
            UserAgent = Header("User-Agent"),
        };
    }
}
