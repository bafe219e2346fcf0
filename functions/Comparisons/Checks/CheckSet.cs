using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Prompts;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Checks;

/// <summary>The checks of a comparison, made ready once for all its answers.</summary>
internal sealed class CheckSet(IReadOnlyList<Check> checks)
{
    private readonly (Check Check, AnswerSchema? Schema)[] ready =
        [.. checks.Select(check => (check, check is { Question: "is-json" or "contains-json", Value: { } value } ? AnswerSchema.Parse(value) : null))];

    /// <summary>Is there one that asks for more than figures?</summary>
    public bool AsksForText => checks.Any(check => check.Question is not ("cost" or "latency"));

    /// <summary>Did the answer pass? One for each check; null where it cannot be told.</summary>
    public IReadOnlyList<bool?> Results(RunOutcome outcome, string answer, RawJson variables) =>
        [.. ready.Select(each => Passed(each.Check, each.Schema, outcome, answer, variables) is { } passed ? passed != each.Check.IsNegated : (bool?)null)];

    private static bool? Passed(Check check, AnswerSchema? schema, RunOutcome outcome, string answer, RawJson variables) => check.Question switch
    {
        "cost" => outcome.TotalCostUsd is { } cost ? cost <= check.Threshold : null,
        "latency" => outcome.LatencyMs is { } latency ? latency <= check.Threshold : null,
        "is-json" => AnswerJson.Is(answer) && (schema is null || schema.Allows(answer)),
        "contains-json" => AnswerJson.In(answer).Any(json => schema is null || schema.Allows(json)),
        "equals" when check.Value is { } value && !IsText(value) => IsEqual(value, answer),
        _ => TextOf(check, variables) is { } text ? Compare(check.Question, text, answer) : null,
    };

    private static bool? Compare(string question, string text, string answer) => question switch
    {
        "equals" => answer == text,
        "contains" => answer.Contains(text, StringComparison.Ordinal),
        "icontains" => answer.Contains(text, StringComparison.OrdinalIgnoreCase),
        "regex" => AnswerPattern.Matches(text, answer),
        _ => null,
    };

    private static bool IsText(RawJsonValue value) => value.Text.StartsWith('"');

    private static bool IsEqual(RawJsonValue value, string answer)
    {
        try
        {
            return JsonElement.DeepEquals(JsonElement.Parse(value.Text), JsonElement.Parse(answer.Trim()));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What is compared with, filled with the input's variables; null when it cannot be filled.</summary>
    private static string? TextOf(Check check, RawJson variables)
    {
        var text = JsonSerializer.Deserialize<string>(check.Value!.Text)!;
        if (!text.Contains("{{", StringComparison.Ordinal) && !text.Contains("{%", StringComparison.Ordinal))
        {
            return text;
        }

        var (rendered, problems) = new PromptTemplates("", text).Render(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(variables.Text, ApiJson.Options)!);
        return problems.Count > 0 ? null : rendered.UserMessage;
    }
}
