using System.Text.Json;

namespace PromptLab.Platform.OpenRouter;

/// <summary>
/// Finds the sentence in what a provider answered: plain text, JSON, JSON in a string, or a whole event of a stream, each
/// wrapped in the other to any depth.
/// </summary>
internal static class ErrorCause
{
    private const int Deepest = 8;

    private static readonly string[] Places = ["error", "message", "detail", "details", "msg", "error_description", "errors", "reason"];

    public static string? In(JsonElement? element, int depth = 0) => depth > Deepest ? null : element switch
    {
        { ValueKind: JsonValueKind.String } text => In(OpenRouterJson.TextOf(text), depth + 1),
        { ValueKind: JsonValueKind.Object } json => Places
            .Select(place => OpenRouterJson.Member(json, place) is { } value ? In(value, depth + 1) : null).FirstOrDefault(cause => cause is not null),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => In(item, depth + 1)).FirstOrDefault(cause => cause is not null),
        _ => null,
    };

    public static string? In(string text, int depth = 0) => text.Trim() switch
    {
        "" or "[DONE]" or ['<', ..] => null,
        ['{' or '[' or '"', ..] json when OpenRouterJson.TryParse<JsonElement?>(json) is { } parsed => In(parsed, depth + 1),
        ['d', 'a', 't', 'a', ':', ..] or ['e', 'v', 'e', 'n', 't', ':', ..] or [':', ..] => InEvents(text, depth),
        var plain => plain,
    };

    private static string? InEvents(string text, int depth) => text.Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
        .Select(line => In(line["data:".Length..], depth + 1)).FirstOrDefault(cause => cause is not null);
}
