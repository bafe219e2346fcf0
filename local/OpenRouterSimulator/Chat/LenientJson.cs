using System.Text.Json;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>Members of a JSON object that may be missing, null, or of another kind than expected.</summary>
internal static class LenientJson
{
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static bool? Flag(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } member ? member.GetBoolean() : null;

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

    public static double? Number(this JsonElement json, string name, double min, double max)
    {
        if (json.Member(name) is not { } member)
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Number && member.GetDouble() is var number && number >= min && number <= max
            ? number
            : throw ApiErrors.BadRequest("Invalid request parameters");
    }

    public static int? Whole(this JsonElement json, string name, int min)
    {
        if (json.Member(name) is not { } member)
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) && number >= min
            ? number
            : throw ApiErrors.BadRequest("Invalid request parameters");
    }
}
