using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PromptLab.Tests.Contract;

/// <summary>
/// Requests that the contract does not allow: first everything that can be wrong with each field, body, parameter and header,
/// then more of it by chance. The same seed gives the same requests.
/// </summary>
internal sealed class MalformedRequests(ApiContract contract, Func<string, string> pathValue, int seed)
{
    private const int HugeBody = 2_000_001;
    private const int HugeDocument = 30_000_001;

    private static readonly string[] NoIds = ["x", "0", "-1", "1.5", "..%2f..", "a%2Fb", "%F0%9F%92%A1", "%ff%fe", "%ED%A0%80", "'%20or%201%20eq%201", new('a', 2_000), "00000000-0000-0000-0000-000000000000"];
    private static readonly string[] NoNumbers = ["", "0", "-1", "1.5", "1e3", "abc", "%20", "+1", "1%00", "99999999999999999999", "%ff", "%EF%BC%91", "1&{0}=2", "1,2", "null", "[]"];
    private static readonly string[] NoWords = ["no-such-word", "0", "Queued,Running", "%00", "%ff", "queued%20", "1&{0}=2", "null", "[]", "%F0%9F%92%A1"];
    private static readonly string[] NoCursors = ["x", "%00", "e30", "bnVsbA", "W10", "%25", "eyJBZnRlciI6IngnIG9yIDEgZXEgMSIsIkJlZm9yZSI6bnVsbCwiTnVtYmVyIjoyLCJDb3VudCI6MX0", "====", new('A', 5_000)];
    private static readonly string?[] OtherMediaTypes =
        [null, "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/json; charset=no-such-thing"];

    private readonly Random random = new(seed);

    public IEnumerable<MalformedRequest> Take(int count)
    {
        var each = contract.Operations.SelectMany(Systematic).ToList();
        return each.Concat(ByChance(each)).Take(count);
    }

    private IEnumerable<MalformedRequest> Systematic(ApiOperation operation) =>
        Parameters(operation).Concat(operation.RequestSchema is null ? [] : Bodies(operation));

    private IEnumerable<MalformedRequest> Bodies(ApiOperation operation)
    {
        var (method, path) = (operation.Method, PathOf(operation));
        var valid = ValidBody(operation);
        var bytes = Encoding.UTF8.GetBytes(valid.ToJsonString());

        foreach (var fault in new BodyFaults(contract, operation.RequestSchema!, valid).All())
        {
            yield return new(fault.What, method, path, "invalid", fault.Field) { Text = fault.Text };
        }

        foreach (var (what, body) in new BrokenTexts(valid).All())
        {
            yield return new(what, method, path, "malformed-json") { Body = body };
        }

        foreach (var text in new[] { "[]", $"[{valid.ToJsonString()}]", "\"text\"", "7", "true", "1e999" })
        {
            yield return new("no object", method, path, "invalid", "body") { Text = text };
        }

        foreach (var mediaType in OtherMediaTypes)
        {
            yield return new($"sent as {mediaType}", method, path, "unsupported-media-type") { Body = bytes, MediaType = mediaType };
        }

        yield return new("packed", method, path, "unsupported-media-type") { Body = bytes, Header = ("Content-Encoding", "gzip") };
        yield return new("too large", method, path, "payload-too-large") { Body = Padded(bytes, operation.Id is "ImportAccount" ? HugeDocument : HugeBody) };
    }

    private IEnumerable<MalformedRequest> Parameters(ApiOperation operation)
    {
        foreach (var parameter in operation.Parameters)
        {
            var name = parameter["name"]!.GetValue<string>();
            var schema = contract.Resolve(parameter["schema"]!);
            foreach (var value in parameter["in"]!.GetValue<string>() is "path" ? NoIds : [])
            {
                yield return WithBody(operation, new($"{name} {value}", operation.Method, PathOf(operation, name, value), "not-found"));
            }

            foreach (var value in parameter["in"]!.GetValue<string>() is "query" ? WrongValues(name, schema) : [])
            {
                var query = string.Format(CultureInfo.InvariantCulture, value, name);
                yield return new($"{name} in the query", operation.Method, $"{PathOf(operation)}?{name}={query}", "invalid", name);
            }

            foreach (var value in name is "If-Match" ? new[] { "\"r0\"", "nonsense", "W/\"r1\"", "\"\"", new('x', 2_000) } : [])
            {
                yield return WithBody(operation, new($"If-Match {value}", operation.Method, PathOf(operation), "precondition-failed") { Header = (name, value) });
            }
        }

        foreach (var token in operation.Security.SequenceEqual(["bearer"]) ? new[] { "Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", "bearer \u00ff" } : [])
        {
            yield return WithBody(operation, new($"the token {token}", operation.Method, PathOf(operation), "not-signed-in") { Header = ("Authorization", token) });
        }
    }

    private static IEnumerable<string> WrongValues(string name, JsonObject schema) =>
        name is "cursor" ? NoCursors
        : schema["type"]?.GetValue<string>() is "integer" ? NoNumbers.Concat([$"{(schema["maximum"]?.GetValue<long>() ?? int.MaxValue) + 1}"])
        : schema["format"] is not null || schema["enum"] is not null ? NoWords
        : [];

    private IEnumerable<MalformedRequest> ByChance(List<MalformedRequest> each)
    {
        var operations = contract.Operations.Where(operation => operation.RequestSchema is not null).ToArray();
        var lists = each.Where(request => request.Path.Contains('?', StringComparison.Ordinal)).ToArray();
        var invalid = each.Where(request => request is { Body: not null, Code: "invalid", Fields: not ["body"] }).ToLookup(request => (request.Method, request.Path));

        while (true)
        {
            var operation = operations[random.Next(operations.Length)];
            var path = PathOf(operation);
            var (what, body) = new BrokenTexts(ValidBody(operation)).Any(random);
            yield return new(what, operation.Method, path, "malformed-json") { Body = body };

            var fault = invalid[(operation.Method, path)].ElementAt(random.Next(invalid[(operation.Method, path)].Count()));
            var name = $"x{random.Next()}";
            yield return fault with
            {
                What = $"{fault.What}, and a field {name}",
                Body = [.. fault.Body![..^1], .. Encoding.UTF8.GetBytes($"{(fault.Body.Length > 2 ? "," : "")}\"{name}\":{{\"a\":[{random.Next()}]}}}}")],
                Fields = [.. fault.Fields, name],
            };

            var list = lists[random.Next(lists.Length)];
            yield return list with { Path = $"{list.Path}&x{random.Next()}=%{random.Next(0x80, 0x100):x2}" };
        }
    }

    private MalformedRequest WithBody(ApiOperation operation, MalformedRequest request) =>
        operation.RequestSchema is null ? request : request with { Body = Encoding.UTF8.GetBytes(ValidBody(operation).ToJsonString()) };

    private string PathOf(ApiOperation operation, string? name = null, string? value = null) =>
        string.Join('/', operation.Path.Split('/').Select(part => part is ['{', .. var parameter, '}'] ? parameter == name ? value : pathValue(parameter) : part));

    /// <summary>The contract's own example, with whatever else the body can hold.</summary>
    private JsonObject ValidBody(ApiOperation operation)
    {
        var body = operation.RequestExample!.DeepClone().AsObject();
        foreach (var (name, node) in operation.RequestSchema!["properties"]!.AsObject())
        {
            if (!body.ContainsKey(name) && contract.Resolve(node!)["type"] is JsonArray kinds && kinds.Any(kind => kind!.GetValue<string>() is "null"))
            {
                body[name] = null;
            }
        }

        return body;
    }

    private static byte[] Padded(byte[] json, int length) => [.. json, .. Enumerable.Repeat((byte)' ', Math.Max(0, length - json.Length))];
}
