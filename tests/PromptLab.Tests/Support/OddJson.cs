using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace PromptLab.Tests.Support;

/// <summary>JSON that nobody would write: numbers beyond all bounds, half characters in values and in names, one name twice, and deep nesting.</summary>
internal static class OddJson
{
    private const string Here = "here-comes-the-value";

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "-1", "7", "1e-7", "0.1", "2147483648", "-99999999999999999999", "79228162514264337593543950335", "-79228162514264337593543950335",
        "1e400", "-1e400", "1e30", "\"\"", "\"x\"", "\" \"", "\"\\ud800\"", "\"x\\udc00\"", "\"\\u0000\"", "\"\\uD83D\\uDCA1\"", "\"=1+1\"", "\"{{ a }}\"", "\"{% if %}\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"2026-13-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"data: [DONE]\"", "\"a\\r\\nb\"", $"\"{new string('x', 40_000)}\"",
    ];

    private static readonly string[] Names = ["a", "b", "name", "variables", "id", "", " ", "a b", "a.b", "$", "__proto__", "__name", "\\ud800", "\\u0061", "\\uD83D\\uDCA1", "x\\u0000"];

    public static Gen<string> Value => Gen.Frequency(
        (8, Nested(3)),
        (1, from depth in Gen.Choose(60, 70) select new string('[', depth) + new string(']', depth)));

    /// <summary>The document with one of its values put in another's place, removed, or joined by one more.</summary>
    public static Gen<string> Like(string document)
    {
        var count = Places(JsonNode.Parse(document)!).Count();
        return from at in Gen.Choose(0, count - 1)
               from how in Gen.Choose(0, 3)
               from name in Gen.Elements(Names)
               from value in Value
               select Changed(document, at, how, name, value);
    }

    private static Gen<string> Nested(int depth)
    {
        var scalar = Gen.Elements(Scalars);
        if (depth == 0)
        {
            return scalar;
        }

        var inner = from length in Gen.Choose(0, 3) from items in Nested(depth - 1).ArrayOf(length) select items;
        return Gen.Frequency(
            (3, scalar),
            (1, from items in inner select $"[{string.Join(',', items)}]"),
            (2, from items in inner from names in Gen.Elements(Names).ArrayOf(items.Length) select $"{{{string.Join(',', names.Zip(items, (name, item) => $"\"{name}\":{item}"))}}}"));
    }

    private static string Changed(string document, int at, int how, string name, string value)
    {
        var root = JsonNode.Parse(document)!;
        var (parent, key) = Places(root).ElementAt(at);
        switch (parent, how)
        {
            case (JsonObject owner, 0):
                owner.Remove((string)key);
                break;
            case (JsonArray list, 0):
                list.RemoveAt((int)key);
                break;
            case (JsonObject owner, 1):
                return Replaced(With(owner, "here-comes-the-name", Here), $"\"here-comes-the-name\":\"{Here}\"", $"\"{name}\":{value}");
            case (JsonObject owner, _):
                owner[(string)key] = Here;
                break;
            case (JsonArray list, _):
                list[(int)key] = Here;
                break;
        }

        return Replaced(root, $"\"{Here}\"", value);

        JsonNode With(JsonObject owner, string newName, string newValue)
        {
            owner[newName] = newValue;
            return root;
        }
    }

    private static string Replaced(JsonNode root, string marker, string text) => root.ToJsonString().Replace(marker, text, StringComparison.Ordinal);

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode node) => node switch
    {
        JsonObject owner => owner.SelectMany(member => Inside(member.Value).Prepend((owner, member.Key))),
        JsonArray list => list.Index().SelectMany(item => Inside(item.Item).Prepend((list, item.Index))),
        _ => [],
    };

    private static IEnumerable<(JsonNode Parent, object Key)> Inside(JsonNode? node) => node is null ? [] : Places(node);
}
