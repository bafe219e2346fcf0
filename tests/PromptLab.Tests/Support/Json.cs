using System.Text.Json;

namespace PromptLab.Tests.Support;

public static class Json
{
    public static string Id(this JsonElement element) => element.Text("id");

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static bool IsNull(this JsonElement element, string name) => element.GetProperty(name).ValueKind is JsonValueKind.Null;

    public static JsonElement[] Results(this JsonElement page) => [.. page.GetProperty("results").EnumerateArray()];
}
