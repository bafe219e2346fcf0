using PromptLab.Platform.Startup;

namespace PromptLab.Platform.OpenRouter;

public sealed class OpenRouterOptions : ICheckedOptions
{
    public const string Section = "OpenRouter";

    /// <summary>Models whose id begins so are answered by the simulator, where one is configured.</summary>
    public const string SimulatedPrefix = "simulator/";

    public string BaseUrl { get; set; } = "https://openrouter.ai/api/v1";

    /// <summary>Where a browser goes to connect its account; beside the API unless it is named.</summary>
    public string AuthUrl
    {
        get => !string.IsNullOrEmpty(field) ? field : Uri.TryCreate(BaseUrl, UriKind.Absolute, out var api) ? new Uri(api, "/auth").AbsoluteUri : "";
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

    public IEnumerable<string> Complaints()
    {
        if (!Addresses.IsWeb(BaseUrl))
        {
            return [$"{Section}__BaseUrl is '{BaseUrl}', which is no web address: set it to https://openrouter.ai/api/v1, or leave it out."];
        }

        return
        [
            .. from address in new[] { (Name: nameof(AuthUrl), Url: AuthUrl), (Name: nameof(SimulatorUrl), Url: SimulatorUrl) }
               where !string.IsNullOrEmpty(address.Url) && !Addresses.IsWeb(address.Url)
               select $"{Section}__{address.Name} is '{address.Url}', which is no web address: correct it, or leave it empty.",
            .. IdleTimeout > TimeSpan.Zero ? [] : new[] { $"{Section}__IdleTimeout is {IdleTimeout}: set it to how long a stream may be silent, such as 00:01:30." },
        ];
    }

    public static bool IsSimulated(string modelId) => modelId.StartsWith(SimulatedPrefix, StringComparison.Ordinal);
}
