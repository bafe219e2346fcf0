using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace PromptLab.Platform.Http;

/// <summary>
/// Tells browsers which other origins' pages may call the API with their cookie, and what they may send and read. The platform's own
/// CORS cannot do that alone: it lets no page read an ETag or a Retry-After (docs/origins.md).
/// </summary>
public sealed class Cors(IOptions<CorsOptions> options)
{
    private static readonly string Methods = string.Join(", ", HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete);

    private static readonly string Sent = string.Join(
        ", ", HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, "Idempotency-Key", "Last-Event-ID", "Prefer");

    private static readonly string Read = string.Join(
        ", ", HeaderNames.ContentDisposition, HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location, "Preference-Applied", HeaderNames.RetryAfter);

    private readonly FrozenSet<string> origins = options.Value.Origins.ToFrozenSet(StringComparer.Ordinal);

    public bool IsListed(HttpRequest request) => origins.Contains(request.Headers.Origin.ToString());

    /// <summary>Said of every answer, also of a failed one: the page is to read what went wrong.</summary>
    public void Introduce(HttpContext http)
    {
        if (origins.Count == 0)
        {
            return;
        }

        var headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (IsListed(http.Request))
        {
            headers.AccessControlAllowOrigin = http.Request.Headers.Origin;
            headers.AccessControlAllowCredentials = "true";
            headers.AccessControlExposeHeaders = Read;
        }
    }

    /// <summary>Does a browser ask whether a page of a listed origin may send a request?</summary>
    public bool IsWelcome(HttpRequest preflight) => preflight.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod) && IsListed(preflight);

    /// <summary>The answer to such a question, good for two hours: browsers keep it no longer.</summary>
    public static void Welcome(HttpResponse response)
    {
        response.Headers.AccessControlAllowMethods = Methods;
        response.Headers.AccessControlAllowHeaders = Sent;
        response.Headers.AccessControlMaxAge = "7200";
    }
}
