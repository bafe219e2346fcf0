using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace PromptLab.Platform.Http;

/// <summary>A file of the built page, in the encoding that the browser takes.</summary>
/// <param name="Encoding">"br", "gzip", or null for the plain file.</param>
public sealed record SpaFile(string Path, string ContentType, string? Encoding, string ETag, bool IsImmutable)
{
    /// <summary>The file as an answer, which is 304 when the client already has it.</summary>
    public IResult ToResult(HttpResponse response)
    {
        response.Headers.CacheControl = IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (Encoding is not null)
        {
            response.Headers.ContentEncoding = Encoding;
        }

        return Results.File(Path, ContentType, entityTag: new EntityTagHeaderValue(ETag));
    }
}

/// <summary>The built page, copied beside the app. The build lays a compressed copy (.br, .gz) beside each text file.</summary>
public sealed class SpaFiles(string root)
{
    private const string EntryPage = "index.html";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new() { Mappings = { [".yaml"] = "application/yaml" } };
    private static readonly (string Encoding, string Suffix)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private readonly ConcurrentDictionary<(string Path, DateTime ChangedAt), string> etags = new();

    /// <summary>The file at this address; the entry page for the page's own routes; null when there is neither.</summary>
    public SpaFile? Find(string? path, string acceptEncoding)
    {
        var wanted = string.IsNullOrEmpty(path) ? EntryPage : path;
        var file = FullPath(wanted) ?? (Path.HasExtension(wanted) ? null : FullPath(EntryPage));
        if (file is null)
        {
            return null;
        }

        var (encoding, suffix) = Encodings.FirstOrDefault(item =>
            acceptEncoding.Contains(item.Encoding, StringComparison.OrdinalIgnoreCase) && File.Exists(file + item.Suffix));
        var contentType = ContentTypes.TryGetContentType(file, out var known) ? known : "application/octet-stream";

        return new(file + suffix, WithCharset(contentType), encoding, ETagOf(file + suffix), wanted.StartsWith("assets/", StringComparison.Ordinal));
    }

    private string? FullPath(string path)
    {
        var full = Path.GetFullPath(Path.Combine(root, path));
        var isInside = full.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return isInside && File.Exists(full) ? full : null;
    }

    private string ETagOf(string file) =>
        etags.GetOrAdd((file, File.GetLastWriteTimeUtc(file)), key => $"\"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(key.Path)))[..16]}\"");

    private static string WithCharset(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal) ? contentType + "; charset=utf-8" : contentType;
}
