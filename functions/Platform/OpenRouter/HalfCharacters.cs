using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace PromptLab.Platform.OpenRouter;

/// <summary>A provider may cut an emoji in two and send each half, escaped, in a chunk of its own: the halves are kept, and fit together again.</summary>
internal sealed partial class HalfCharacters : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException) when (reader.TokenType is JsonTokenType.String && !reader.HasValueSequence)
        {
            return Escape().Replace(Encoding.UTF8.GetString(reader.ValueSpan), match => match.Value[1] switch
            {
                'u' => ((char)ushort.Parse(match.ValueSpan[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                'b' => "\b",
                'f' => "\f",
                var itself => itself.ToString(),
            });
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    [GeneratedRegex(@"\\(?:u[0-9a-fA-F]{4}|[^u])")]
    private static partial Regex Escape();
}
