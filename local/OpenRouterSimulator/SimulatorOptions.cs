namespace OpenRouterSimulator;

/// <summary>
/// Configuration section <c>Simulator</c>. The defaults feel like a real model to somebody watching; tests set the times to 0.
/// </summary>
public sealed class SimulatorOptions
{
    public const string Section = "Simulator";

    public const string FirstByteHeader = "X-Simulator-First-Byte-Ms";

    public const string FirstTokenHeader = "X-Simulator-First-Token-Ms";

    public const string TokenHeader = "X-Simulator-Token-Ms";

    /// <summary>From the request to the first piece of the answer.</summary>
    public int FirstTokenMs { get; set; } = 350;

    /// <summary>Between two pieces. A model with a pace of its own (<c>simulator/slow</c>) keeps it.</summary>
    public int TokenMs { get; set; } = 25;

    /// <summary>How long the wire may be idle before a keep-alive (a comment, or padding).</summary>
    public int KeepAliveMs { get; set; } = 400;

    /// <summary>How long <c>/generation</c> answers 404 after a call has ended.</summary>
    public int GenerationDelayMs { get; set; } = 1500;

    /// <summary>What a retryable 402, 429 or 503 says in Retry-After; 0 leaves the header out.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>What each account has bought.</summary>
    public decimal BalanceUsd { get; set; } = 10m;

    public CreditsAnswer Credits { get; set; } = CreditsAnswer.Real;

    public UsageChunk UsageChunk { get; set; } = UsageChunk.Repeat;

    /// <summary>Whether a non-streaming answer is preceded by keep-alive padding.</summary>
    public bool Padding { get; set; } = true;

    /// <summary>Whether answers name the model by its dated slug, as they did in early 2026.</summary>
    public bool CanonicalModel { get; set; }

    /// <summary>Whether the limits of a 429 are in HTTP headers too, not only in the metadata; clients have seen both.</summary>
    public bool RateLimitHeaders { get; set; } = true;
}

/// <summary>The three shapes in which OpenRouter has been seen to send the usage of a stream.</summary>
public enum UsageChunk
{
    /// <summary>The finish chunk once more, with usage (2026).</summary>
    Repeat,

    /// <summary>No choices at all (the documentation).</summary>
    Empty,

    /// <summary>One choice whose finish_reason is null (2025).</summary>
    NullFinish,
}

/// <summary>What <c>/credits</c> has been seen to tell an ordinary key.</summary>
public enum CreditsAnswer
{
    Real,

    /// <summary>200, and nothing in it is true.</summary>
    Zeros,

    /// <summary>As documented: management keys only.</summary>
    Forbidden,
}
