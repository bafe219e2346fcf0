using System.Text.Json;

namespace PromptLab.Tests.Support;

/// <summary>Test data with sensible defaults; a test names what matters to it.</summary>
public static class A
{
    public static object Prompt(
        string name = "Translator",
        string userMessageTemplate = "Translate \"{{ text }}\" into {{ language }}.",
        string systemMessage = "You are a careful translator.",
        string[]? tags = null,
        string description = "",
        object? modelConfig = null) => new
        {
            name,
            description,
            tags = tags ?? [],
            system_message = systemMessage,
            user_message_template = userMessageTemplate,
            model_config = modelConfig ?? new { temperature = 0 },
            note = "",
        };

    /// <summary>A prompt that the slow model has much to say to.</summary>
    public static object Rivers => Prompt(userMessageTemplate: "Tell me about rivers.", systemMessage: "");

    public static object Version(string userMessageTemplate, string systemMessage = "", string note = "") =>
        new { system_message = systemMessage, user_message_template = userMessageTemplate, model_config = new { }, note };

    /// <summary>The prompt's latest version on each model, with each input; one of each when none are named.</summary>
    public static object Comparison(
        JsonElement prompt, string[]? models = null, object[]? inputs = null, int repeats = 1, object[]? checks = null, object? variables = null) => new
        {
            name = "Comparison",
            variants = (models ?? ["simulator/quick"]).Select(model_id => new { prompt_id = prompt.Id(), model_id }),
            inputs = (inputs ?? [variables ?? new { text = "Good morning", language = "French" }]).Select(each => new { variables = each }),
            repeats,
            checks,
        };

    public static object Run(string modelId = "simulator/quick", object? variables = null) =>
        new { model_id = modelId, variables = variables ?? new { text = "Good morning", language = "French" } };
}
