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

    public static object Version(string userMessageTemplate, string systemMessage = "", string note = "") =>
        new { system_message = systemMessage, user_message_template = userMessageTemplate, model_config = new { }, note };

    public static object Run(string modelId = "simulator/quick", object? variables = null) =>
        new { model_id = modelId, variables = variables ?? new { text = "Good morning", language = "French" } };
}
