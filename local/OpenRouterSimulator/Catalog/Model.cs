namespace OpenRouterSimulator.Catalog;

/// <summary>A row of the catalogue, and how the model behaves.</summary>
public sealed record Model(string Id, string Name, string Provider, decimal PromptPrice, decimal CompletionPrice)
{
    public string CanonicalSlug { get; init; } = Id;

    public string Description { get; init; } = "Answers with plausible prose. Simulated: nothing is sent anywhere.";

    public int ContextLength { get; init; } = 128_000;

    public int MaxCompletionTokens { get; init; } = 16_384;

    public bool HasTools { get; init; } = true;

    public bool HasStructuredOutputs { get; init; } = true;

    public bool Reasons { get; init; }

    /// <summary>Google and some others go on computing, and billing, after the client has hung up.</summary>
    public bool StopsBilling { get; init; } = true;

    /// <summary>How long its answers are, roughly.</summary>
    public int Words { get; init; } = 160;

    /// <summary>A pace of its own, whatever the options say.</summary>
    public int? TokenMs { get; init; }

    /// <summary>Answers the last user message as it is.</summary>
    public bool Echoes { get; init; }

    public Fault Fault { get; init; }

    /// <summary>For <see cref="Fault.Status"/>.</summary>
    public int FaultStatus { get; init; }

    /// <summary>Chooses another model for each request.</summary>
    public bool IsRouter { get; init; }

    public string Author => Id[..Id.IndexOf('/', StringComparison.Ordinal)];

    public bool IsFree => PromptPrice == 0 && CompletionPrice == 0 && !IsRouter;
}

/// <summary>The ways in which a call can go wrong, chosen by the model's id.</summary>
public enum Fault
{
    None,

    /// <summary>An error with its HTTP status, before the answer begins.</summary>
    Status,

    /// <summary>402 that passes by itself: other requests in flight have reserved the credits.</summary>
    InFlightBudget,

    /// <summary>503 on the first call of each distinct prompt only.</summary>
    Flaky,

    /// <summary>Half of the answer, then an error.</summary>
    MidStream,

    /// <summary>200, then nothing but an error.</summary>
    In200,

    /// <summary>Half of the answer, then the connection is cut.</summary>
    Truncated,

    /// <summary>A good answer whose usage is missing.</summary>
    NoUsage,

    /// <summary>200 without a single choice.</summary>
    EmptyChoices,

    /// <summary>A few tokens, then silence until the client gives up.</summary>
    Stalls,
}
