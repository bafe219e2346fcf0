using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptLab.Platform.Json;

/// <summary>A JSON object kept as it was written: key order, spaces and numbers such as 1e-7 survive every round trip.</summary>
[JsonConverter(typeof(Converter))]
public sealed record RawJson(string Text)
{
    public static RawJson EmptyObject { get; } = new("{}");

    /// <summary>Each top-level member with its value's text as it was written, in order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Members()
    {
        using var document = JsonDocument.Parse(Text);
        return [.. document.RootElement.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.GetRawText()))];
    }

    /// <summary>Each top-level member's value.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values() =>
        JsonElement.Parse(Text).EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

    /// <summary>This object with the other's members over it; members keep their place, new ones come last.</summary>
    public RawJson MergedWith(RawJson? other)
    {
        if (other is null)
        {
            return this;
        }

        OrderedDictionary<string, string> members = new(Members());
        foreach (var (name, value) in other.Members())
        {
            members[name] = value;
        }

        return FromMembers(members);
    }

    public static RawJson FromMembers(IEnumerable<KeyValuePair<string, string>> members)
    {
        StringBuilder text = new("{");
        foreach (var (name, value) in members)
        {
            text.Append(text.Length > 1 ? "," : "").Append(JsonSerializer.Serialize(name, ApiJson.Options)).Append(':').Append(value);
        }

        return new(text.Append('}').ToString());
    }

    private sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                throw new JsonException("Expected a JSON object.");
            }

            return new(JsonElement.ParseValue(ref reader).GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
