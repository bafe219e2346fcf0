using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using PromptLab.Platform.Json;

namespace PromptLab.Comparisons.Checks;

/// <summary>Something that an answer has to fulfil, by promptfoo's name for it; "not-" before the name turns it round.</summary>
/// <param name="Value">What is compared with; a text is a template, filled with the input's variables.</param>
/// <param name="Threshold">The most USD or milliseconds.</param>
public sealed record Check(string Type, RawJsonValue? Value, decimal? Threshold)
{
    private const string Not = "not-";

    /// <summary>What is asked, without "not-".</summary>
    [JsonIgnore]
    public string Question => IsNegated ? Type[Not.Length..] : Type;

    [JsonIgnore]
    public bool IsNegated => Type.StartsWith(Not, StringComparison.Ordinal);
}

public sealed record CheckRequest
{
    public string? Type { get; init; }

    public JsonElement? Value { get; init; }

    public decimal? Threshold { get; init; }

    public static CheckRequest From(Check check) =>
        new() { Type = check.Type, Value = check.Value is { } value ? JsonElement.Parse(value.Text) : null, Threshold = check.Threshold };

    public Check ToCheck() => new(Type!, Value is { ValueKind: not JsonValueKind.Null } value ? RawJsonValue.Of(value) : null, Threshold);
}

/// <summary>Which checks there are, and what each of them needs.</summary>
public static class CheckRules
{
    private const int Most = 20;
    private const int LongestValue = 20_000;

    private static readonly string[] WithText = ["equals", "contains", "icontains", "regex"];
    private static readonly string[] WithSchema = ["is-json", "contains-json"];
    private static readonly string[] WithThreshold = ["cost", "latency"];

    public static IReadOnlyList<Check> ToChecks(IReadOnlyList<CheckRequest>? requests) => [.. (requests ?? []).Select(request => request.ToCheck())];

    public static IEnumerable<ValidationResult> Check(IReadOnlyList<CheckRequest>? requests) =>
        requests is { Count: > Most }
            ? [new($"Use at most {Most} checks.", ["$.checks"])]
            : (requests ?? []).SelectMany((request, index) => FaultOf(request) is var (field, sentence)
                ? new ValidationResult[] { new(sentence, [$"$.checks[{index}].{field}"]) }
                : []);

    private static (string Field, string Sentence)? FaultOf(CheckRequest request)
    {
        var question = request.Type is null ? "" : request.ToCheck().Question;
        var value = request.Value is { ValueKind: not JsonValueKind.Null } given ? given : (JsonElement?)null;
        if (value?.GetRawText().Length > LongestValue)
        {
            return ("value", "Use at most 20,000 characters.");
        }

        return question switch
        {
            _ when WithText.Contains(question) => FaultOfText(question, value),
            _ when WithSchema.Contains(question) => value is null ? null : AnswerSchema.FaultOf(value.Value) is { } fault ? ("value", fault) : null,
            _ when WithThreshold.Contains(question) => request.Threshold is >= 0 and <= 1_000_000_000
                ? null
                : ("threshold", question is "cost" ? "Say how many USD an answer may cost." : "Say how many milliseconds an answer may take."),
            _ => ("type", $"Choose one of {string.Join(", ", [.. WithText, .. WithSchema, .. WithThreshold])}, or one of these with not- before it."),
        };
    }

    private static (string Field, string Sentence)? FaultOfText(string question, JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text when question is "regex" => AnswerPattern.FaultOf(text.GetString()!) is { } fault ? ("value", fault) : null,
        { ValueKind: JsonValueKind.String } => null,
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } when question is "equals" => null,
        _ => ("value", "Say what the answer is compared with."),
    };
}
