using PromptLab.Platform.Startup;

namespace PromptLab.Platform.Http;

/// <summary>Whose pages may call the API from another origin: the page's own, where a static host serves it (docs/origins.md).</summary>
public sealed class CorsOptions : ICheckedOptions
{
    public const string Section = "Cors";

    /// <summary>Such as https://app.promptlab.example, several with commas between; empty where the app serves the page itself.</summary>
    public string? AllowedOrigins { get; set; }

    /// <summary>As browsers write them.</summary>
    public IEnumerable<string> Origins => Entries.Select(entry => entry.ToLowerInvariant());

    public IEnumerable<string> Complaints() =>
        from entry in Entries
        where !Addresses.IsOrigin(entry) || !(Addresses.IsHttps(entry) || Addresses.IsAtHome(entry))
        select $"{Section}__AllowedOrigins names '{entry}', which is no https origin: write each as browsers do, such as https://app.promptlab.example, with commas between, or leave it empty where the app serves the page itself.";

    private string[] Entries => (AllowedOrigins ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
