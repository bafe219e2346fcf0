namespace OpenRouterSimulator.Log;

public enum Outcome
{
    Running,
    Completed,

    /// <summary>The client hung up before the end.</summary>
    Aborted,
    Failed,
}

/// <summary>What is known of one chat call: neither its key nor its texts.</summary>
public sealed record SimulatedCall(string GenerationId, DateTimeOffset StartedAt)
{
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

    public int PromptTokens { get; init; }

    public int CompletionTokens { get; init; }

    public int ReasoningTokens { get; init; }

    public decimal Cost { get; init; }

    /// <summary>From the request to the first piece of the answer.</summary>
    public TimeSpan? FirstToken { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
