using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptLab.Platform.Json;

/// <summary>A member of an object: its name, and the JSON text of its key and of its value as they were written.</summary>
public sealed record RawMember(string Name, string Key, string Value)
{
    public static RawMember Of(string name, string value) => new(name, JsonSerializer.Serialize(name, ApiJson.Options), value);

    public static RawMember Of(JsonProperty member) =>
        new(member.Name, $"\"{Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member))}\"", member.Value.GetRawText());
}

/// <summary>A JSON object kept as it was written: key order, spaces and numbers such as 1e-7 survive every round trip.</summary>
[JsonConverter(typeof(Converter))]
public sealed record RawJson(string Text)
{
    public static RawJson EmptyObject { get; } = new("{}");

    /// <summary>Each top-level member as it was written, in order.</summary>
    public IReadOnlyList<RawMember> Members()
    {
        using var document = JsonDocument.Parse(Text);
        return [.. document.RootElement.EnumerateObject().Select(RawMember.Of)];
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

        OrderedDictionary<string, RawMember> members = new(Members().Select(member => KeyValuePair.Create(member.Name, member)));
        foreach (var member in other.Members())
        {
            members[member.Name] = members.TryGetValue(member.Name, out var known) ? known with { Value = member.Value } : member;
        }

        return FromMembers(members.Values);
    }

    public static RawJson FromMembers(IEnumerable<RawMember> members) =>
        new($"{{{string.Join(',', members.Select(member => $"{member.Key}:{member.Value}"))}}}");

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
