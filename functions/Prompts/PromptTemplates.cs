using System.Text.Json;

namespace PromptLab.Prompts;

/// <summary>The two messages as they are sent to the model.</summary>
public sealed record RenderedPrompt(string SystemMessage, string UserMessage);

/// <summary>A problem in one of a prompt's templates; severity is "error" or "warning".</summary>
public sealed record TemplateProblem(string Field, string Message, int? Line, int? Column, string Severity);

/// <summary>A prompt's two templates taken together: the same bytes for preview, run and API.</summary>
public sealed class PromptTemplates
{
    private const string SystemField = "system_message";
    private const string UserField = "user_message_template";

    private readonly (string Field, LiquidTemplate Template)[] templates;

    public PromptTemplates(string systemMessage, string userMessageTemplate) =>
        templates = [(SystemField, LiquidTemplate.Parse(systemMessage)), (UserField, LiquidTemplate.Parse(userMessageTemplate))];

    public IReadOnlyList<string> Variables => [.. templates.SelectMany(item => item.Template.Variables).Distinct()];

    public static IReadOnlyList<string> VariablesOf(PromptContent content) =>
        new PromptTemplates(content.SystemMessage, content.UserMessageTemplate).Variables;

    /// <summary>Variables without which the prompt must not run: no value is given and the template has no way out.</summary>
    public IReadOnlyList<string> Missing(IReadOnlyDictionary<string, JsonElement> variables) =>
        [.. templates.SelectMany(item => item.Template.RequiredVariables).Distinct().Where(name => !HasValue(variables, name))];

    /// <summary>Both messages, with a problem for each that cannot be rendered; its text is then empty.</summary>
    public (RenderedPrompt Rendered, IReadOnlyList<TemplateProblem> Problems) Render(IReadOnlyDictionary<string, JsonElement> variables)
    {
        var values = variables.ToDictionary(variable => variable.Key, variable => ValueOf(variable.Value));
        List<TemplateProblem> problems = [];
        var texts = templates.Select(item => Render(item.Field, item.Template, values, problems)).ToArray();
        return (new(texts[0], texts[1]), problems);
    }

    private static string Render(string field, LiquidTemplate template, Dictionary<string, object?> values, List<TemplateProblem> problems)
    {
        try
        {
            return template.Render(values);
        }
        catch (TemplateException error)
        {
            problems.Add(new(field, error.Message, template.Error?.Line, template.Error?.Column, "error"));
            return "";
        }
    }

    private static bool HasValue(IReadOnlyDictionary<string, JsonElement> variables, string name) =>
        variables.TryGetValue(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number : value.GetRawText(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(ValueOf).ToArray(),
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(member => member.Name, member => ValueOf(member.Value)),
        _ => null,
    };
}
