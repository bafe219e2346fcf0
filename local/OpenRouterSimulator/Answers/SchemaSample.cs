using System.Text.Json;
using System.Text.Json.Nodes;
using OpenRouterSimulator.Chat;

namespace OpenRouterSimulator.Answers;

/// <summary>A value that fits a JSON schema, for the schemas that people give to models; unknown keywords are ignored.</summary>
public static class SchemaSample
{
    private const int MaxDepth = 12;

    private static readonly string[] LongTexts =
        ["summary", "description", "reason", "explanation", "answer", "text", "message", "body", "comment", "rationale", "content"];

    public static JsonNode Of(JsonElement? schema, Ask ask, Random random) =>
        schema is { } root ? new Sampler(root, ask, random).Sample(root, "", 0) ?? JsonValue.Create("")! : new JsonObject();

    private sealed class Sampler(JsonElement root, Ask ask, Random random)
    {
        public JsonNode? Sample(JsonElement schema, string name, int depth)
        {
            schema = Resolve(schema);
            if (depth > MaxDepth)
            {
                return null;
            }

            if (schema.Member("const") is { } constant)
            {
                return JsonNode.Parse(constant.GetRawText());
            }

            JsonElement[] choices = [.. schema.Items("enum")];
            if (choices.Length > 0)
            {
                return JsonNode.Parse(choices[random.Next(choices.Length)].GetRawText());
            }

            return TypeOf(schema) switch
            {
                "object" => Object(schema, depth),
                "array" => Array(schema, name, depth),
                "integer" => Whole(schema),
                "number" => Fraction(schema),
                "boolean" => random.Next(2) == 0,
                "null" => null,
                _ => Text(schema, name),
            };
        }

        /// <summary>Follows <c>$ref</c>, and takes the first alternative that is not null.</summary>
        private JsonElement Resolve(JsonElement schema)
        {
            for (var step = 0; step < MaxDepth; step++)
            {
                if (schema.Text("$ref") is { } reference)
                {
                    schema = reference.Split('/').Skip(1).Aggregate(root, (at, part) => at.Member(part) ?? default);
                    continue;
                }

                JsonElement[] alternatives = [.. schema.Items("anyOf"), .. schema.Items("oneOf"), .. schema.Items("allOf")];
                if (alternatives.Length == 0)
                {
                    break;
                }

                schema = alternatives.FirstOrDefault(item => item.Text("type") != "null", alternatives[0]);
            }

            return schema;
        }

        private static string? TypeOf(JsonElement schema) =>
            schema.Text("type")
            ?? schema.Items("type").Select(type => type.ToString()).FirstOrDefault(type => type != "null")
            ?? (schema.Member("properties") is null ? null : "object");

        private JsonObject Object(JsonElement schema, int depth)
        {
            var json = new JsonObject();
            string[] required = [.. schema.Items("required").Select(item => item.ToString())];
            if (schema.Member("properties") is { ValueKind: JsonValueKind.Object } properties)
            {
                foreach (var property in properties.EnumerateObject())
                {
                    // An optional member of a type that contains itself must end somewhere.
                    if (depth < 4 || required.Contains(property.Name))
                    {
                        json[property.Name] = Sample(property.Value, property.Name, depth + 1);
                    }
                }
            }

            return json;
        }

        private JsonArray Array(JsonElement schema, string name, int depth)
        {
            var min = schema.Whole("minItems", 0) ?? 0;
            var max = schema.Whole("maxItems", 0) ?? Math.Max(min, 3);
            var count = Math.Clamp(2 + random.Next(2), min, Math.Max(min, max));
            var item = schema.Member("items") ?? default;

            return [.. Enumerable.Range(0, depth > 6 ? min : count).Select(_ => Sample(item, name, depth + 1))];
        }

        private JsonValue Whole(JsonElement schema)
        {
            var (min, max) = Range(schema, 1, 100);
            return JsonValue.Create((long)Math.Ceiling(min) + random.NextInt64(0, Math.Max(1, (long)(max - Math.Ceiling(min)) + 1)));
        }

        private JsonValue Fraction(JsonElement schema)
        {
            var (min, max) = Range(schema, 0, 1);
            return JsonValue.Create(Math.Clamp(Math.Round(min + (max - min) * random.NextDouble(), 2), min, max));
        }

        private static (double Min, double Max) Range(JsonElement schema, double min, double span)
        {
            double? Bound(string name) => schema.Member(name) is { ValueKind: JsonValueKind.Number } bound ? bound.GetDouble() : null;

            var lower = Bound("minimum") ?? Bound("exclusiveMinimum") + 1;
            var upper = Bound("maximum") ?? Bound("exclusiveMaximum") - 1;
            var from = lower ?? (upper is { } top && top < min ? top - span : min);
            return (from, Math.Max(from, upper ?? from + span));
        }

        private string Text(JsonElement schema, string name)
        {
            var topic = ask.Topics[random.Next(ask.Topics.Count)];
            var text = schema.Text("format") switch
            {
                "date" => "2026-05-17",
                "date-time" => "2026-05-17T09:30:00Z",
                "time" => "09:30:00Z",
                "email" => "someone@example.com",
                "uri" => "https://example.com/",
                "uuid" => "0197f0c4-5b7e-7c3a-9d11-2f6f4f1b8a60",
                _ when IsLongText(name) => Prose.Sentence(ask, random),
                _ => topic,
            };
            text = text.PadRight(schema.Whole("minLength", 0) ?? 0, '.');

            return text[..Math.Min(text.Length, schema.Whole("maxLength", 0) ?? int.MaxValue)];
        }

        private static bool IsLongText(string name) =>
            LongTexts.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
