namespace PromptLab.Platform.OpenRouter;

public sealed class OpenRouterOptions
{
    public const string Section = "OpenRouter";

    /// <summary>Models whose id begins so are answered by the simulator, where one is configured.</summary>
    public const string SimulatedPrefix = "simulator/";

    public string BaseUrl { get; set; } = "https://openrouter.ai/api/v1";

    /// <summary>Where a browser goes to connect its account; beside the API unless it is named.</summary>
    public string AuthUrl
    {
        get => string.IsNullOrEmpty(field) ? new Uri(new Uri(BaseUrl), "/auth").AbsoluteUri : field;
        set;
    } = "";

    /// <summary>Where PromptLab itself is found, its public origin unless it is named: OpenRouter's statistics go by it.</summary>
    public string? AppUrl { get; set; }

    /// <summary>The simulator's address on one's own machine; empty wherever real people pay.</summary>
    public string? SimulatorUrl { get; set; }

    /// <summary>How long a stream may send nothing at all, not even a comment, before it counts as dead.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(90);

    public bool HasSimulator => !string.IsNullOrEmpty(SimulatorUrl);

    /// <summary>The app's address in ASCII, as a header must be; null when it is no address.</summary>
    internal string? Referer => Uri.TryCreate(AppUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? new UriBuilder(url) { Host = url.IdnHost }.Uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)
        : null;

    public static bool IsSimulated(string modelId) => modelId.StartsWith(SimulatedPrefix, StringComparison.Ordinal);
}
