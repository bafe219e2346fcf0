using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Http;

/// <summary>
/// Sends what the API tells as brotli or gzip: JSON and both forms of export. Not what has to do with signing in: a length would tell of
/// the token beside what the sender chose (BREACH).
/// </summary>
public sealed class Compression(IServiceProvider services, IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
{
    /// <summary>What fits into one packet arrives no sooner for being smaller.</summary>
    private const int WorthIt = 1024;

    public static void Configure(ResponseCompressionOptions options) =>
        (options.EnableForHttps, options.MimeTypes) = (true, ["application/json", "application/jsonl", "text/csv"]);

    /// <summary>
    /// The answer, compressed while it is written. Not as middleware around the function: the worker has an answer written when all
    /// middleware is through.
    /// </summary>
    public IResult Of(IResult answer, HttpRequest request) =>
        request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/api/auth") ? new CompressedAnswer(answer, this) : answer;

    public override bool ShouldCompressResponse(HttpContext context) =>
        !IsSmall(context.Response) && !HasStrongETag(context.Response) && base.ShouldCompressResponse(context);

    /// <summary>An answer that was written whole before it goes out waits in the writer; an export goes by it, piece by piece.</summary>
    private static bool IsSmall(HttpResponse response) => response.BodyWriter.UnflushedBytes is > 0 and < WorthIt;

    /// <summary>A strong ETag names these very bytes, and a change with If-Match needs a strong one.</summary>
    private static bool HasStrongETag(HttpResponse response) => response.GetTypedHeaders().ETag is { IsWeak: false };

    private sealed class CompressedAnswer(IResult answer, Compression compression) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => new ResponseCompressionMiddleware(answer.ExecuteAsync, compression).Invoke(httpContext);
    }
}
