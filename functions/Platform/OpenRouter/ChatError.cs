using System.Globalization;
using System.Text.Json;

namespace PromptLab.Platform.OpenRouter;

/// <summary>The error of an answer. Every part of it is spelled in several ways or missing; whatever is odd counts as missing.</summary>
internal sealed class ChatError
{
    private readonly JsonElement json;
    private readonly JsonElement? metadata;
    private readonly JsonElement? availability;

    private ChatError(JsonElement json)
    {
        this.json = json;
        metadata = Member(json, "metadata");
        availability = Member(json, "availability");
    }

    /// <summary>The code is a number, a number in a string or a word; beside it there may be an http_status, or only a type.</summary>
    public int? Status => StatusIn(Member(json, "code")) ?? StatusIn(Member(json, "http_status")) ?? ErrorTypes.StatusOf(Type)
        ?? (Text(json, "code") is null ? null : 500);

    public string? Type => Text(metadata, "error_type") ?? Text(json, "error_type") ?? Text(json, "code");

    public string Message => (json.ValueKind is JsonValueKind.String ? OpenRouterJson.TextOf(json) : Text(json, "message"))?.Trim() ?? "";

    public string? LimitSource => Text(metadata, "limit_source");

    public string? RemedyHint => Text(metadata, "remedy_hint");

    public string? ProviderName => Text(metadata, "provider_name");

    /// <summary>What moderation or a guardrail objected to.</summary>
    public IReadOnlyList<string> Reasons => [.. Texts(metadata, "reasons"), .. Texts(metadata, "patterns")];

    /// <summary>What the provider said, as OpenRouter passed it on.</summary>
    public JsonElement? Raw => Member(metadata, "raw");

    public JsonElement? PreviousErrors => Member(metadata, "previous_errors");

    public string? AvailabilityCode => Text(availability, "code");

    public bool? IsRetryable => Member(availability, "retryable")?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public double? RetryAfterSeconds => NumberIn(Member(availability, "retry_after"));

    public IReadOnlyList<string> FallbackModels => [.. Texts(availability, "fallback_models")];

    public static ChatError? In(JsonElement? error) => error is { ValueKind: JsonValueKind.Object } or { ValueKind: JsonValueKind.String } ? new(error.Value) : null;

    /// <summary>The error in the body of a failed answer, which may come from anybody on the way: JSON of another shape, a text, a page.</summary>
    public static ChatError InBody(string text, string? reasonPhrase) =>
        In(OpenRouterJson.TryParse<ErrorEnvelope>(text)?.Error) ?? Saying(ErrorCause.In(text) ?? reasonPhrase ?? "");

    public static ChatError Saying(string message) => new(JsonSerializer.SerializeToElement(message));

    /// <summary>A header as it is repeated in the metadata, where it is found more often than on the answer itself.</summary>
    public string? Header(string name)
    {
        var headers = Member(metadata, "headers") is { ValueKind: JsonValueKind.Object } told ? OpenRouterJson.TryParse<Dictionary<string, JsonElement>>(told.GetRawText()) : null;
        return (headers ?? []).Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value.ValueKind is JsonValueKind.String ? OpenRouterJson.TextOf(header.Value) : header.Value.GetRawText()).FirstOrDefault();
    }

    /// <summary>Whether the error bears this sign: a limit, a type, an availability code, or words of its message.</summary>
    public bool Bears(string sign) =>
        sign == LimitSource || sign == Type || sign == AvailabilityCode || Message.Contains(sign, StringComparison.OrdinalIgnoreCase);

    private static int? StatusIn(JsonElement? element) => NumberIn(element) is { } number and >= 300 and < 600 ? (int)number : null;

    private static double? NumberIn(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) => value,
        { ValueKind: JsonValueKind.String } text when double.TryParse(OpenRouterJson.TextOf(text), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent ? OpenRouterJson.Member(parent, name) : null;

    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && OpenRouterJson.TextOf(text) is var said && !string.IsNullOrWhiteSpace(said) ? said : null;

    private static IEnumerable<string> Texts(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(OpenRouterJson.TextOf)
            : [];
}
