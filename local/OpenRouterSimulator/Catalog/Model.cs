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

    /// <summary>Whether and how it caches prompts.</summary>
    public PromptCaching? Caching { get; init; }

    /// <summary>How long its answers are, roughly.</summary>
    public int Words { get; init; } = 160;

    /// <summary>A pace of its own, whatever the options say.</summary>
    public int? TokenMs { get; init; }

    /// <summary>Answers the last user message as it is.</summary>
    public bool Echoes { get; init; }

    public Script Script { get; init; } = new();

    /// <summary>Chooses another model for each request.</summary>
    public bool IsRouter { get; init; }

    public string Author => Id[..Id.IndexOf('/', StringComparison.Ordinal)];

    public bool IsFree => PromptPrice == 0 && CompletionPrice == 0 && !IsRouter;

    /// <summary>Only these count against the free limits; a price of 0 alone may be a promotion.</summary>
    public bool IsFreeVariant => Id.EndsWith(":free", StringComparison.Ordinal);

    public bool StopsBilling => Providers.StopBilling(Provider);
}

/// <summary>
/// Prices as factors of the prompt's price. Explicit caching needs <c>cache_control</c>; the other begins by itself at the minimum.
/// </summary>
public sealed record PromptCaching(bool IsExplicit, int MinTokens, decimal Read, decimal Write);
