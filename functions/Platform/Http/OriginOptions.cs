using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Startup;

namespace PromptLab.Platform.Http;

/// <summary>Where people find the app. Behind Azure's front end the host's own view of its address cannot be trusted.</summary>
public sealed class OriginOptions : ICheckedOptions
{
    public const string Section = "App";

    public const string Key = $"{Section}:{nameof(PublicOrigin)}";

    /// <summary>Such as https://promptlab.example; empty on one's own machine.</summary>
    public string? PublicOrigin { get; set; }

    public bool IsHttps => PublicOrigin?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Sign-in compares it with what browsers send, and marks its cookie for https: anything else would lock everybody out.</summary>
    public IEnumerable<string> Complaints() =>
        string.IsNullOrEmpty(PublicOrigin) || (Addresses.IsHttps(PublicOrigin) && Addresses.IsOrigin(PublicOrigin.TrimEnd('/')))
            ? []
            : [$"{Section}__PublicOrigin is '{PublicOrigin}', which is no https origin: write it as browsers do, such as https://promptlab.example, or leave it empty on your own machine."];

    /// <summary>Does the browser say that this request comes from our own page? A request that does not say is not.</summary>
    public bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] == "same-origin")
        {
            return true;
        }

        var own = string.IsNullOrEmpty(PublicOrigin) ? $"{request.Scheme}://{request.Host}" : PublicOrigin.TrimEnd('/');
        return string.Equals(request.Headers.Origin, own, StringComparison.OrdinalIgnoreCase);
    }
}
