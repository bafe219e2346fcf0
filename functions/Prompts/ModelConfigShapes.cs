using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptLab.Prompts;

/// <summary>What is wrong with a value, at which path, and what would be right.</summary>
internal sealed record ModelConfigFault(string Path, string Sentence);

/// <summary>Looks at one value and names what is wrong in it.</summary>
internal delegate IEnumerable<ModelConfigFault> Shape(JsonElement value, string path);

/// <summary>The shapes that parameters have, to be put together.</summary>
internal static class ModelConfigShapes
{
    public static Shape Anything { get; } = (_, _) => [];

    public static Shape YesNo { get; } = Simple(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False, "Use true or false.");

    public static Shape AnyObject { get; } = Simple(value => value.ValueKind is JsonValueKind.Object, "Use an object.");

    public static Shape Number(decimal from, decimal to) =>
        Simple(value => Amount(value) is { } amount && amount >= from && amount <= to, $"Use a number from {from} to {to}.");

    public static Shape NumberFrom(decimal from) => Simple(value => Amount(value) >= from, $"Use a number of at least {from}.");

    public static Shape Whole(long from = long.MinValue, long to = long.MaxValue) => Simple(
        value => Amount(value) is { } amount && amount == decimal.Truncate(amount) && amount >= from && amount <= to,
        (from, to) switch
        {
            (long.MinValue, long.MaxValue) => "Use a whole number.",
            (_, long.MaxValue) => $"Use a whole number of at least {from}.",
            _ => $"Use a whole number from {from} to {to}.",
        });

    public static Shape Text(int from = 0, int to = int.MaxValue) => Simple(
        value => value.ValueKind is JsonValueKind.String && value.GetString()!.Length is var length && length >= from && length <= to,
        (from, to) switch
        {
            (0, int.MaxValue) => "Use a text.",
            (0, _) => $"Use a text of at most {to} characters.",
            (_, int.MaxValue) => "Use a text that is not empty.",
            _ => $"Use a text of {from} to {to} characters.",
        });

    public static Shape Matching(Regex pattern, string sentence) =>
        Simple(value => value.ValueKind is JsonValueKind.String && pattern.IsMatch(value.GetString()!), sentence);

    public static Shape OneOf(params string[] words) => Simple(
        value => value.ValueKind is JsonValueKind.String && words.Contains(value.GetString()),
        words.Length is 1 ? $"Use \"{words[0]}\"." : $"Use one of \"{string.Join("\", \"", words[..^1])}\" or \"{words[^1]}\".");

    public static Shape OrNull(Shape shape) => (value, path) => value.ValueKind is JsonValueKind.Null ? [] : shape(value, path);

    /// <summary>The shape by the kind of the value; the sentence is for a kind that has none.</summary>
    public static Shape ByKind(string sentence, params (JsonValueKind Kind, Shape Shape)[] shapes) => (value, path) =>
        shapes.FirstOrDefault(item => item.Kind == value.ValueKind).Shape is { } shape ? shape(value, path) : [new(path, sentence)];

    public static Shape ListOf(Shape item, int most = int.MaxValue) => (value, path) =>
        value.ValueKind is not JsonValueKind.Array ? [new(path, "Use a list.")]
        : value.GetArrayLength() > most ? [new(path, $"Use at most {most} items.")]
        : value.EnumerateArray().SelectMany((element, index) => item(element, $"{path}[{index}]"));

    public static Shape MapOf(Shape item, int most = int.MaxValue, int longestKey = int.MaxValue) => (value, path) =>
        value.ValueKind is not JsonValueKind.Object ? [new(path, "Use an object.")]
        : value.EnumerateObject().Count() > most ? [new(path, $"Use at most {most} pairs.")]
        : value.EnumerateObject().SelectMany(member =>
            member.Name.Length > longestKey ? [new(path, $"Use keys of at most {longestKey} characters.")] : item(member.Value, Under(path, member.Name)));

    /// <summary>An object with these members. What is required must be there; what is not listed may be, unless the object is closed.</summary>
    public static Shape Object(Dictionary<string, Shape> members, string[]? required = null, bool isClosed = false) => (value, path) =>
        value.ValueKind is not JsonValueKind.Object ? [new(path, "Use an object.")] :
        [
            .. (required ?? []).Where(name => !value.TryGetProperty(name, out _)).Select(name => new ModelConfigFault(Under(path, name), "This field is required.")),
            .. value.EnumerateObject().SelectMany(member =>
                members.TryGetValue(member.Name, out var shape) ? shape(member.Value, Under(path, member.Name))
                : isClosed ? [new(Under(path, member.Name), $"There is no such field. Use {string.Join(", ", members.Keys)}.")]
                : Enumerable.Empty<ModelConfigFault>()),
        ];

    /// <summary>Both shapes must fit.</summary>
    public static Shape And(Shape one, Shape other) => (value, path) => one(value, path).Concat(other(value, path));

    /// <summary>The value of a member that is there and is not null.</summary>
    public static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;

    public static string Under(string path, string name) => $"{path}.{(name.Length > 64 ? name[..64] + "…" : name)}";

    private static Shape Simple(Predicate<JsonElement> fits, string sentence) => (value, path) => fits(value) ? [] : [new(path, sentence)];

    /// <summary>A number, as long as it is not beyond all measure.</summary>
    private static decimal? Amount(JsonElement value) => value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var amount) ? amount : null;
}
