using System.Text;
using System.Text.Json;

namespace PromptLab.Backup;

/// <summary>A blob as a line of JSON: its content as text, or in base64 where it is none, its type and its metadata.</summary>
internal sealed record BlobLine(string Name, string ContentType, IDictionary<string, string> Metadata, BinaryData Content)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Item ToItem() => new(Name, JsonLine.Write(json =>
    {
        json.WriteString("name", Name);
        json.WriteString("content_type", ContentType);
        json.WriteStartObject("metadata");
        foreach (var (name, value) in Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        try
        {
            json.WriteString("text", Strict.GetString(Content));
        }
        catch (DecoderFallbackException)
        {
            json.WriteString("base64", Convert.ToBase64String(Content));
        }
    }));

    public static BlobLine Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var blob = document.RootElement;
        return new(
            blob.GetProperty("name").GetString()!,
            blob.GetProperty("content_type").GetString()!,
            blob.GetProperty("metadata").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!),
            blob.TryGetProperty("text", out var text) ? new(text.GetString()!) : new(blob.GetProperty("base64").GetBytesFromBase64()));
    }
}
