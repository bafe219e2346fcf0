using System.Security.Cryptography;
using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PromptLab.Platform.Http;

/// <summary>
/// Answers that a browser may keep, and must ask about each time: 304 says that its copy is still good. For what cannot change, and
/// what changes with its row alone. Everything else is kept nowhere.
/// </summary>
internal static class RevalidatedAnswer
{
    /// <summary>The form of answers may change with the app itself.</summary>
    private static readonly Guid Build = typeof(RevalidatedAnswer).Module.ModuleVersionId;

    /// <param name="request">What was asked by somebody to whom it may be told.</param>
    /// <param name="read">Reads the rest, such as long texts, where the copy that the browser has is not this one.</param>
    /// <param name="rows">The states of the rows that the answer is made of.</param>
    public static async Task<IResult> Of<T>(HttpRequest request, Func<Task<T>> read, params ETag[] rows)
    {
        var tag = TagOf(rows);
        var isKnown = request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
        var answer = isKnown ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Ok(await read());

        var headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.ETag = tag.ToString();
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        return answer;
    }

    /// <summary>Weak, because the same answer goes out plain, as gzip and as brotli: a strong one would name the bytes of one of them.</summary>
    private static EntityTagHeaderValue TagOf(IEnumerable<ETag> rows) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Build} {string.Join(' ', rows)}")))[..32]}\"", isWeak: true);
}
