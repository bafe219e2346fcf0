using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptLab.Platform.Json;

/// <summary>Any JSON value, kept as it was written.</summary>
[JsonConverter(typeof(Converter))]
public sealed record RawJsonValue(string Text)
{
    public static RawJsonValue Of(JsonElement element) => new(element.GetRawText());

    private sealed class Converter : JsonConverter<RawJsonValue>
    {
        public override RawJsonValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Of(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, RawJsonValue value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
