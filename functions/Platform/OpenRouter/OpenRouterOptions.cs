namespace PromptLab.Platform.OpenRouter;

public sealed class OpenRouterOptions
{
    public const string Section = "OpenRouter";

    /// <summary>Models whose id begins so are answered by the simulator, where one is configured.</summary>
    public const string SimulatedPrefix = "simulator/";

    public string BaseUrl { get; set; } = "https://openrouter.ai/api/v1";

    /// <summary>The simulator's address on one's own machine; empty wherever real people pay.</summary>
    public string? SimulatorUrl { get; set; }

    /// <summary>How long a stream may send nothing at all, not even a comment, before it counts as dead.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(90);

    public bool HasSimulator => !string.IsNullOrEmpty(SimulatorUrl);

    public static bool IsSimulated(string modelId) => modelId.StartsWith(SimulatedPrefix, StringComparison.Ordinal);
}
