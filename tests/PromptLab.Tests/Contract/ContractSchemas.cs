using System.Text.Json.Nodes;
using NJsonSchema;

namespace PromptLab.Tests.Contract;

/// <summary>
/// The contract's schemas as NJsonSchema understands them: one document with everything under definitions, and what OpenAPI
/// 3.1 can say beyond it (const, unevaluatedProperties) put in its words.
/// </summary>
internal sealed class ContractSchemas
{
    private readonly ApiContract contract;
    private readonly JsonSchema all;

    public ContractSchemas(ApiContract contract)
    {
        this.contract = contract;
        JsonObject definitions = new(contract.Components("schemas").Select(schema => KeyValuePair.Create(schema.Key, Translated(schema.Value))));
        foreach (var operation in contract.Operations)
        {
            foreach (var (status, response) in operation.Responses)
            {
                foreach (var (mediaType, content) in response["content"]?.AsObject() ?? [])
                {
                    definitions[NameOf(operation, status, mediaType)] = Translated(content!["schema"]);
                }
            }
        }

        all = JsonSchema.FromJsonAsync(new JsonObject { ["definitions"] = definitions }.ToJsonString()).GetAwaiter().GetResult();
    }

    public JsonSchema Of(ApiOperation operation, string status, string mediaType) => all.Definitions[NameOf(operation, status, mediaType)];

    public JsonSchema Of(string component) => all.Definitions[component];

    private static string NameOf(ApiOperation operation, string status, string mediaType) => $"{operation.Id} {status} {mediaType.Replace('/', ' ')}";

    private JsonNode? Translated(JsonNode? node) => node switch
    {
        JsonObject schema when schema.ContainsKey("unevaluatedProperties") => Translated(Flattened(schema)),
        JsonObject schema => new JsonObject(schema.Select(member => member.Key switch
        {
            "$ref" => KeyValuePair.Create("$ref", (JsonNode?)member.Value!.GetValue<string>().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal)),
            "const" => KeyValuePair.Create("enum", (JsonNode?)new JsonArray(member.Value!.DeepClone())),
            _ => KeyValuePair.Create(member.Key, Translated(member.Value)),
        })),
        JsonArray items => new JsonArray([.. items.Select(Translated)]),
        _ => node?.DeepClone(),
    };

    /// <summary>allOf and the schema's own properties in one closed object.</summary>
    private JsonObject Flattened(JsonObject schema)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (var part in (schema["allOf"]?.AsArray() ?? []).Select(part => contract.Resolve(part!)).Append(schema))
        {
            foreach (var (name, property) in part["properties"]?.AsObject() ?? [])
            {
                properties[name] = property?.DeepClone();
            }

            foreach (var name in part["required"]?.AsArray() ?? [])
            {
                required.Add(name!.DeepClone());
            }
        }

        return new() { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }
}
