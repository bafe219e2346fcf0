using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Contract;

/// <summary>Does an answer keep to the contract?</summary>
internal static class ContractCheck
{
    private static readonly Lazy<ContractSchemas> Schemas = new(() => new(ApiContract.Current));

    // As it stands on the wire: dates stay texts, and depth is no matter.
    private static readonly JsonSerializerSettings AsWritten = new() { DateParseHandling = DateParseHandling.None, MaxDepth = null };

    /// <summary>What is wrong with an answer, or null. A body is null when it was not read.</summary>
    public static string? FindFault(string method, string path, int status, string? mediaType, string? body)
    {
        if (ApiContract.Current.Find(method, path) is not { } operation)
        {
            return status < 400 ? "the contract has no such operation" : null;
        }

        if (!operation.Responses.TryGetValue($"{status}", out var response))
        {
            return $"{operation.Id} declares no {status}: {body}";
        }

        if (response["content"]?.AsObject() is not { } content)
        {
            return string.IsNullOrEmpty(body) ? null : $"{operation.Id} {status} has no body by the contract, but one came: {body}";
        }

        if (method is "HEAD")
        {
            return null;
        }

        return mediaType is null || !content.ContainsKey(mediaType) ? $"{operation.Id} {status} declares no {mediaType ?? "empty body"}: {body}"
            : body is null || !mediaType.EndsWith("json", StringComparison.Ordinal) ? null
            : FindFault($"{operation.Id} {status}", Schemas.Value.Of(operation, $"{status}", mediaType), body);
    }

    /// <param name="schema">That of one event of the stream.</param>
    public static void AssertEvent(ReceivedEvent received, string schema)
    {
        JObject parts = new() { ["event"] = received.Type, ["data"] = Parse(received.Data.GetRawText()) };
        if (!string.IsNullOrEmpty(received.Id))
        {
            parts["id"] = received.Id;
        }

        if (FindFault($"event {received.Type}", Schemas.Value.Of(schema), parts.ToString()) is { } fault)
        {
            Assert.Fail($"An event does not keep to functions/openapi.yaml: {fault}");
        }
    }

    private static string? FindFault(string what, JsonSchema schema, string body) =>
        schema.Validate(Parse(body)) is { Count: > 0 } errors ? $"{what}: {string.Join("; ", errors.Select(error => $"{error.Path}: {error.Kind}"))}\n{body}" : null;

    private static JToken Parse(string json) => JsonConvert.DeserializeObject<JToken>(json, AsWritten) ?? JValue.CreateNull();
}
