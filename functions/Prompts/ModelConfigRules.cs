using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using PromptLab.Platform.Json;
using static PromptLab.Prompts.ModelConfigShapes;

namespace PromptLab.Prompts;

/// <summary>What a model_config may hold: known parameters in their range, unknown ones as they are, and nothing that PromptLab sets itself.</summary>
public static class ModelConfigRules
{
    private const string Field = "model_config";
    private const int MaxBytes = 100_000;
    private const int MaxDepth = 32;

    /// <summary>One wrong list could name thousands of items.</summary>
    private const int MostFaults = 50;

    private static readonly Dictionary<string, string> Ours = new()
    {
        ["messages"] = "PromptLab writes the messages from the prompt's templates. Leave this out.",
        ["prompt"] = "PromptLab sends the prompt's templates as messages. Leave this out.",
        ["stream"] = "PromptLab always streams. Leave this out.",
    };

    public static IEnumerable<ValidationResult> Check(RawJson? modelConfig)
    {
        if (modelConfig is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(modelConfig.Text);
        return [.. Faults(document.RootElement, modelConfig.Text).Take(MostFaults).Select(fault => new ValidationResult(fault.Sentence, [$"$.{fault.Path}"]))];
    }

    private static IEnumerable<ModelConfigFault> Faults(JsonElement config, string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return [new(Field, $"Use at most {MaxBytes / 1000} kB.")];
        }

        return DepthOf(config) > MaxDepth
            ? [new(Field, $"Nest at most {MaxDepth} objects and lists.")]
            : OursIn(config).Concat(ModelConfigParameters.All(config, Field)).Concat(TwoEfforts(config));
    }

    private static IEnumerable<ModelConfigFault> OursIn(JsonElement config) =>
        Ours.Where(parameter => config.TryGetProperty(parameter.Key, out _)).Select(parameter => new ModelConfigFault(Under(Field, parameter.Key), parameter.Value));

    private static IEnumerable<ModelConfigFault> TwoEfforts(JsonElement config) =>
        Member(config, "reasoning_effort") is { } one && Member(config, "reasoning") is { } reasoning && Member(reasoning, "effort") is { } other
            && !JsonElement.DeepEquals(one, other)
                ? [new(Under(Field, "reasoning_effort"), "Differs from reasoning.effort. Give one of the two.")]
                : [];

    private static int DepthOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => DepthOf(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(DepthOf).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
