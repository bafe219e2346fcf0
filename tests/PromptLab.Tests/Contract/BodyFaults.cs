using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptLab.Tests.Contract;

/// <summary>A valid body with one field made wrong, and that field's path.</summary>
internal sealed record FieldFault(string What, string Text, string Field);

/// <summary>Everything that can be wrong with one field, drawn from the contract's schema of the body.</summary>
internal sealed class BodyFaults(ApiContract contract, JsonObject schema, JsonObject valid)
{
    private const string Here = "here-comes-the-fault";

    private static readonly string[] ForeignNames = ["no_such_field", "no such field", "a.b", "it's", "x[0]", "$", "名前", "💡", "", "id", "__proto__", new('n', 100)];

    private static readonly (string Kind, string Json)[] Values =
    [
        ("null", "null"), ("boolean", "true"), ("boolean", "false"), ("integer", "7"), ("number", "1.5"), ("string", "\"x\""),
        ("array", "[]"), ("array", "[1]"), ("object", "{}"), ("object", "{\"a\":1}"),
    ];

    public IEnumerable<FieldFault> All() => Of(schema, "");

    private IEnumerable<FieldFault> Of(JsonObject owner, string path)
    {
        foreach (var name in ForeignNames.Concat(owner["properties"]!.AsObject().Select(property => property.Key.ToUpperInvariant())))
        {
            yield return Fault($"a field {name}", Under(path, name), target => target[name] = 1, path);
        }

        foreach (var name in owner["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [])
        {
            yield return Fault($"no {name}", Under(path, name), target => target.Remove(name), path);
        }

        foreach (var (name, node) in owner["properties"]!.AsObject())
        {
            var property = contract.Resolve(node!);
            foreach (var (what, json) in WrongValues(property))
            {
                yield return Fault($"{name} {what}", Under(path, name), target => target[name] = Here, path, json);
            }

            foreach (var fault in property["properties"] is null ? [] : Of(property, Under(path, name)))
            {
                yield return fault;
            }
        }
    }

    private IEnumerable<(string What, string Json)> WrongValues(JsonObject property) =>
        WrongKinds(property)
            .Concat(property["const"] is { } only ? [("another", only.GetValueKind() is JsonValueKind.String ? "\"another\"" : "2")] : [])
            .Concat(Kinds(property).Contains("string") ? WrongTexts(property) : [])
            .Concat(Kinds(property).Overlaps(["integer", "number"]) ? WrongNumbers(property) : [])
            .Concat(Kinds(property).Contains("array") ? WrongLists(property) : []);

    private static IEnumerable<(string What, string Json)> WrongKinds(JsonObject property) =>
        Kinds(property) is { Count: > 0 } kinds ? Values.Where(value => !kinds.Contains(value.Kind)).Select(value => ("of another kind", value.Json)) : [];

    private static IEnumerable<(string What, string Json)> WrongTexts(JsonObject property)
    {
        yield return ("with half a surrogate pair", "\"\\ud800\"");
        yield return ("with the other half", "\"long enough \\uDC00 to be valid\"");

        if (property["maxLength"]?.GetValue<long>() is { } most)
        {
            yield return ("too long by one", Quoted(new('x', (int)most + 1)));
            yield return ("far too long", Quoted(new('é', (int)most * 2)));
        }

        if (property["minLength"]?.GetValue<long>() is { } least)
        {
            yield return ("empty", "\"\"");
            yield return ("too short by one", Quoted(new('x', (int)least - 1)));
        }

        foreach (var text in (property["format"]?.GetValue<string>(), property["pattern"]) switch
        {
            ("email", _) => ["nobody", "@", "a@", "@b", "a@b@c"],
            ("date-time", _) => ["yesterday", "", "2026-13-01T00:00:00Z", "1732431600"],
            (_, not null) => ["with a space in it", "schlüssel-mit-umlaut", "line\nbreak-and-more", "tab\tand-more-of-it"],
            _ => Array.Empty<string>(),
        })
        {
            yield return ("of another form", Quoted(text));
        }
    }

    private static IEnumerable<(string What, string Json)> WrongNumbers(JsonObject property)
    {
        foreach (var huge in new[] { "1e400", "-1e400", "1e30", "99999999999999999999999999", "-99999999999" })
        {
            yield return ("out of all bounds", huge);
        }

        if (property["minimum"]?.GetValue<long>() is { } least)
        {
            yield return ("too small", (least - 1).ToString(CultureInfo.InvariantCulture));
        }

        if (property["maximum"]?.GetValue<long>() is { } most)
        {
            yield return ("too large", (most + 1).ToString(CultureInfo.InvariantCulture));
        }
    }

    private IEnumerable<(string What, string Json)> WrongLists(JsonObject property)
    {
        if (property["items"] is not JsonObject { Count: > 0 } items || Kinds(contract.Resolve(items)).Count == 0)
        {
            yield break;
        }

        yield return ("with nothing in an item's place", "[null]");
        foreach (var (what, json) in WrongValues(contract.Resolve(items)))
        {
            yield return ($"with an item {what}", $"[\"fine\",{json}]");
        }

        if (property["maxItems"]?.GetValue<long>() is { } most)
        {
            yield return ("with too many items", $"[{string.Join(',', Enumerable.Range(0, (int)most + 1).Select(number => $"\"t{number}\""))}]");
        }
    }

    private FieldFault Fault(string what, string field, Action<JsonObject> change, string path, string json = "")
    {
        var body = valid.DeepClone().AsObject();
        change(path.Length == 0 ? body : path.Split('.').Aggregate(body, (owner, name) => owner[name]!.AsObject()));
        return new(what, body.ToJsonString().Replace($"\"{Here}\"", json, StringComparison.Ordinal), field);
    }

    private static HashSet<string> Kinds(JsonObject property) => (property["type"], property["const"]) switch
    {
        (JsonArray kinds, _) => [.. kinds.Select(kind => kind!.GetValue<string>()).SelectMany(AlsoIntegers)],
        (JsonValue kind, _) => [.. AlsoIntegers(kind.GetValue<string>())],
        (_, { } only) => [only.GetValueKind() is JsonValueKind.String ? "string" : "integer"],
        _ => [],
    };

    private static IEnumerable<string> AlsoIntegers(string kind) => kind is "number" ? ["number", "integer"] : [kind];

    /// <summary>A field without a name is told of by the object that it stands in.</summary>
    private static string Under(string path, string name) => (path, name) switch
    {
        ("", "") => "body",
        ("", _) => name,
        (_, "") => path,
        _ => $"{path}.{name}",
    };

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
