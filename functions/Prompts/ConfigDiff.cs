using System.Text.Json;
using PromptLab.Platform.Json;

namespace PromptLab.Prompts;

/// <summary>Compares two sets of parameters by structure: the order of keys and white space do not count, how a number is written does.</summary>
internal static class ConfigDiff
{
    public static IReadOnlyList<ConfigChange> Between(RawJson before, RawJson after)
    {
        using var old = JsonDocument.Parse(before.Text);
        using var @new = JsonDocument.Parse(after.Text);
        return [.. Changes("", old.RootElement, @new.RootElement)];
    }

    private static IEnumerable<ConfigChange> Changes(string path, JsonElement? before, JsonElement? after)
    {
        if (before is not { } old)
        {
            return [new(path, ConfigChangeKind.Added, null, RawJsonValue.Of(after!.Value))];
        }

        if (after is not { } @new)
        {
            return [new(path, ConfigChangeKind.Removed, RawJsonValue.Of(old), null)];
        }

        return (old.ValueKind, @new.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) =>
                from name in Names(old).Union(Names(@new)).ToList()
                from change in Changes(path.Length == 0 ? name : $"{path}.{name}", Member(old, name), Member(@new, name))
                select change,
            (JsonValueKind.Array, JsonValueKind.Array) =>
                from index in Enumerable.Range(0, Math.Max(old.GetArrayLength(), @new.GetArrayLength())).ToList()
                from change in Changes($"{path}[{index}]", Item(old, index), Item(@new, index))
                select change,
            _ => IsSame(old, @new) ? [] : [new(path, ConfigChangeKind.Changed, RawJsonValue.Of(old), RawJsonValue.Of(@new))],
        };
    }

    private static bool IsSame(JsonElement old, JsonElement @new) =>
        old.ValueKind == @new.ValueKind
        && (old.ValueKind is JsonValueKind.String ? old.GetString() == @new.GetString() : old.GetRawText() == @new.GetRawText());

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Item(JsonElement element, int index) => index < element.GetArrayLength() ? element[index] : null;
}
