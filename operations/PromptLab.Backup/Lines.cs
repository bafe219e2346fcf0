using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PromptLab.Backup;

/// <summary>A row or a blob as one line of JSON, always the same one for the same content, and the key that it is sorted by.</summary>
internal sealed record Item(string Key, string Line)
{
    /// <summary>The key as a person may read it.</summary>
    public string Name => Key.Replace('\0', '/');
}

internal static class JsonLine
{
    // People may read the files: only what JSON itself wants escaped is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
