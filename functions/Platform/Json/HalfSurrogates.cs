using System.Text.Json;

namespace PromptLab.Platform.Json;

/// <summary>JSON can escape half a surrogate pair ("\ud800"), which is no character and cannot be kept or sent as UTF-8.</summary>
internal static class HalfSurrogates
{
    /// <summary>The path of the first value that holds one, or null. Throws <see cref="InvalidOperationException"/> for one in a name.</summary>
    public static string? Find(JsonElement element, string path = "") => element.ValueKind switch
    {
        JsonValueKind.String when IsBroken(element) => path,
        JsonValueKind.Array => element.EnumerateArray().Select((item, index) => Find(item, $"{path}[{index}]")).FirstOrDefault(found => found is not null),
        JsonValueKind.Object => element.EnumerateObject().Select(member => Find(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}")).FirstOrDefault(found => found is not null),
        _ => null,
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
