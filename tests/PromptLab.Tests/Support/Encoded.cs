using System.IO.Compression;

namespace PromptLab.Tests.Support;

/// <summary>Bodies that came compressed.</summary>
public static class Encoded
{
    public static string? EncodingOf(this HttpResponseMessage response) => response.Content.Headers.ContentEncoding.SingleOrDefault();

    /// <summary>The body as it was before it was compressed; whoever reads the content again finds it as it came.</summary>
    public static async Task<byte[]> DecodedBytesAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using MemoryStream plain = new();
        await response.Decoded(new MemoryStream(await response.Content.ReadAsByteArrayAsync(cancellationToken))).CopyToAsync(plain, cancellationToken);
        return plain.ToArray();
    }

    public static Stream Decoded(this HttpResponseMessage response, Stream body) => response.EncodingOf() switch
    {
        null => body,
        "br" => new BrotliStream(body, CompressionMode.Decompress),
        "gzip" => new GZipStream(body, CompressionMode.Decompress),
        var encoding => throw new NotSupportedException($"Nobody asked for {encoding}."),
    };
}
