using System.Text.Json;

namespace PromptLab.Platform.Json;

/// <summary>JSON can escape half a surrogate pair ("\ud800"), which is no character and cannot be kept or sent as UTF-8.</summary>
internal static class HalfSurrogates
{
    /// <summary>The path of the first value that holds one, or null. Throws <see cref="InvalidOperationException"/> for one in a name.</summary>
    /// <remarks>The path is put together on the way back: one for each value that is looked at would be work without bounds.</remarks>
    public static string? Find(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String when IsBroken(element) => "",
        JsonValueKind.Array => element.EnumerateArray().Select((item, index) => Under($"[{index}]", Find(item))).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => element.EnumerateObject().Select(member => Under(member.Name, Find(member.Value))).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static string? Under(string step, string? rest) => rest switch
    {
        null => null,
        "" or ['[', ..] => step + rest,
        _ => $"{step}.{rest}",
    };

    private static bool IsBroken(JsonElement element)
    {
        try
        {
            element.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
