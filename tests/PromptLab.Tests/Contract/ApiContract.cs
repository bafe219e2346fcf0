using System.Text.Json.Nodes;

namespace PromptLab.Tests.Contract;

/// <summary>functions/openapi.yaml as the app ships it.</summary>
public sealed class ApiContract
{
    private static readonly string[] Verbs = ["get", "put", "post", "delete", "patch"];

    private ApiContract(JsonObject document)
    {
        Document = document;
        Operations =
        [
            .. from path in document["paths"]!.AsObject()
               from item in path.Value!.AsObject()
               where Verbs.Contains(item.Key)
               select new ApiOperation(this, item.Key.ToUpperInvariant(), path.Key, path.Value!.AsObject(), item.Value!.AsObject()),
        ];
    }

    public static ApiContract Current { get; } = new(YamlJson.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openapi.yaml"))));

    public JsonObject Document { get; }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public JsonObject Components(string kind) => Document["components"]![kind]!.AsObject();

    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>The operation that a request asks for, or null; HEAD asks for the GET. A path that names more of it goes first.</summary>
    public ApiOperation? Find(string method, string path) => Operations
        .Where(operation => operation.Method == (method is "HEAD" ? "GET" : method) && operation.Covers(path))
        .MaxBy(operation => operation.Path.Split('/').Count(part => !part.StartsWith('{')));

    /// <summary>What a node says, or what it refers to.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        while (node["$ref"]?.GetValue<string>() is { } reference)
        {
            node = reference.Split('/').Skip(1).Aggregate<string, JsonNode>(Document, (parent, name) => parent[name]!);
        }

        return node.AsObject();
    }
}

/// <summary>A verb on a path.</summary>
public sealed class ApiOperation(ApiContract contract, string method, string path, JsonObject pathItem, JsonObject node)
{
    public string Id => node["operationId"]!.GetValue<string>();

    public string Method => method;

    public string Path => path;

    /// <summary>Who may call: every one of these names a security scheme, or is empty for a stranger.</summary>
    public IReadOnlyList<string> Security =>
        [.. (node["security"] ?? contract.Document["security"])!.AsArray().Select(choice => choice!.AsObject().FirstOrDefault().Key ?? "")];

    public IReadOnlyList<JsonObject> Parameters =>
        [.. new[] { pathItem, node }.SelectMany(owner => owner["parameters"]?.AsArray() ?? []).Select(parameter => contract.Resolve(parameter!))];

    public JsonObject? RequestSchema => RequestBody?["schema"] is { } schema ? contract.Resolve(schema) : null;

    /// <summary>Under which name the components keep the schema of the body.</summary>
    public string RequestSchemaName => RequestBody!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1];

    public JsonNode? RequestExample => RequestBody?["example"];

    public IReadOnlyDictionary<string, JsonObject> Responses =>
        node["responses"]!.AsObject().ToDictionary(response => response.Key, response => contract.Resolve(response.Value!));

    private JsonNode? RequestBody => node["requestBody"]?["content"]?["application/json"];

    public bool Covers(string requested)
    {
        var wanted = requested.TrimEnd('/').Split('/');
        var parts = path.TrimEnd('/').Split('/');
        return wanted.Length == parts.Length
            && parts.Zip(wanted).All(pair => (pair.First.StartsWith('{') && pair.Second.Length > 0) || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    public override string ToString() => $"{method} {path}";
}
