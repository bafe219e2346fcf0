using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PromptLab.Platform.Http;

namespace PromptLab.Auth;

/// <summary>
/// The only place where the refresh token travels: a cookie that scripts cannot read and that other sites cannot send.
/// </summary>
public sealed class RefreshCookie(IOptions<OriginOptions> origin, Cors cors)
{
    public void Set(HttpResponse response, RefreshToken token) =>
        response.Cookies.Append(NameFor(response.HttpContext.Request), token.Encode(), Options(response.HttpContext.Request, Sessions.IdleLifetime));

    public void Clear(HttpResponse response) =>
        response.Cookies.Delete(NameFor(response.HttpContext.Request), Options(response.HttpContext.Request, maxAge: null));

    /// <summary>The end that a person wanted: neither the cookie nor what the browser keeps of answers stays behind on a shared machine.</summary>
    public void ClearWithAnswers(HttpResponse response)
    {
        Clear(response);
        response.Headers["Clear-Site-Data"] = "\"cache\"";
    }

    /// <summary>The token of a request that comes from our own page; any other is refused, whatever cookie it carries.</summary>
    public RefreshToken? Read(HttpRequest request) =>
        IsOurPages(request)
            ? RefreshToken.Parse(request.Cookies[NameFor(request)])
            : throw ProblemException.NotSignedIn("This request does not come from PromptLab's own page.");

    /// <summary>The token of our own page, where a request may also come without one.</summary>
    public RefreshToken? Find(HttpRequest request) => IsOurPages(request) ? Read(request) : null;

    /// <summary>Our page is the one beside the API, or one of a listed origin. To be sent the cookie, that one must be of the same site.</summary>
    private bool IsOurPages(HttpRequest request) => origin.Value.IsOwn(request) || cors.IsListed(request);

    /// <summary>Browsers keep the __Host- prefix to https, this host and the whole site; plain http is for one's own machine.</summary>
    private string NameFor(HttpRequest request) => IsSecure(request) ? "__Host-promptlab_refresh" : "promptlab_refresh";

    private bool IsSecure(HttpRequest request) => request.IsHttps || origin.Value.IsHttps;

    private CookieOptions Options(HttpRequest request, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = IsSecure(request),
        Path = "/",
        MaxAge = maxAge,
    };
}
