using Microsoft.AspNetCore.Http;

namespace PromptLab.Platform.Http;

/// <summary>Where people find the app. Behind Azure's front end the host's own view of its address cannot be trusted.</summary>
public sealed class OriginOptions
{
    public const string Section = "App";

    /// <summary>Such as https://promptlab.example; empty on one's own machine.</summary>
    public string? PublicOrigin { get; set; }

    public bool IsHttps => PublicOrigin?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;

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
