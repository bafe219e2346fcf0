using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using PromptLab.Platform.Json;

namespace PromptLab.Comparisons.Checks;

/// <summary>
/// A JSON schema that an answer is held against. What the library would pass over in silence is refused, and so is what would have
/// it read a file, ask a server, or take endless time: references that lead elsewhere, and patterns.
/// </summary>
internal sealed class AnswerSchema
{
    private static readonly string[] Known =
    [
        "$schema", "$id", "$ref", "$defs", "definitions", "title", "description", "default", "examples", "$comment", "type", "enum", "const",
        "properties", "required", "additionalProperties", "minProperties", "maxProperties", "items", "minItems", "maxItems", "uniqueItems",
        "minLength", "maxLength", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "allOf", "anyOf", "oneOf", "not",
    ];

    private static readonly string[] ByName = ["properties", "definitions", "$defs"];
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Single = ["items", "additionalProperties", "not"];

    private readonly JsonSchema schema;

    private AnswerSchema(JsonSchema schema) => this.schema = schema;

    public static string? FaultOf(JsonElement value)
    {
        try
        {
            if (FaultIn(JsonNode.Parse(value.GetRawText())) is { } fault)
            {
                return fault;
            }

            Parse(RawJsonValue.Of(value));
            return null;
        }
        catch (Exception error) when (error is Newtonsoft.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            return "This is no JSON schema that can be read.";
        }
    }

    public static AnswerSchema Parse(RawJsonValue value)
    {
        var node = JsonNode.Parse(value.Text)!;
        SayAsEnum(node);
        return new(JsonSchema.FromJsonAsync(node.ToJsonString()).GetAwaiter().GetResult());
    }

    public bool Allows(string json)
    {
        try
        {
            return schema.Validate(json).Count == 0;
        }
        catch (Newtonsoft.Json.JsonException)
        {
            // Deeper than the library reads.
            return false;
        }
    }

    private static string? FaultIn(JsonNode? node)
    {
        if (node is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            return null;
        }

        if (node is not JsonObject schema)
        {
            return "A JSON schema is an object.";
        }

        if (schema.Select(member => member.Key).FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            return $"\"{unknown}\" is not checked here{(unknown is "pattern" ? "; use a regex check" : "")}. Leave it out.";
        }

        if (schema["$ref"] is { } reference && !(reference is JsonValue text && text.TryGetValue<string>(out var target) && target.StartsWith('#')))
        {
            return "A \"$ref\" has to lead to a place within this schema, such as \"#/definitions/item\".";
        }

        return Children(schema).Select(FaultIn).FirstOrDefault(fault => fault is not null);
    }

    private static IEnumerable<JsonNode?> Children(JsonObject schema) =>
        ByName.SelectMany(name => schema[name] is JsonObject named ? named.Select(member => member.Value) : [])
            .Concat(Lists.SelectMany(name => schema[name] is JsonArray list ? list : []))
            .Concat(Single.Where(schema.ContainsKey).Select(name => schema[name]));

    /// <summary>The library does not know "const"; an "enum" of one says the same.</summary>
    private static void SayAsEnum(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema.Remove("const", out var only))
            {
                schema["enum"] = new JsonArray(only);
            }

            foreach (var child in Children(schema).ToList())
            {
                SayAsEnum(child);
            }
        }
    }
}
