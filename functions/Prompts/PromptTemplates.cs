using System.Text.Json;

namespace PromptLab.Prompts;

/// <summary>The two messages as they are sent to the model; one that a document leaves out is empty.</summary>
public sealed record RenderedPrompt(string SystemMessage = "", string UserMessage = "");

/// <summary>A problem in one of a prompt's templates; severity is "error" or "warning". Lines and columns count from 1.</summary>
public sealed record TemplateProblem(string Field, string Message, int? Line, int? Column, string Severity);

/// <summary>A prompt's two templates taken together: the same bytes for preview, run and API.</summary>
public sealed class PromptTemplates
{
    private const string SystemField = "system_message";
    private const string UserField = "user_message_template";

    /// <summary>Warnings beyond these help nobody, and two million characters of variables could make a hundred thousand.</summary>
    private const int MostWarnings = 200;

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
        var values = variables.ToDictionary(variable => variable.Key, variable => TemplateValues.From(variable.Value));
        List<TemplateProblem> problems = [];
        var texts = templates.Select(item =>
        {
            if (!item.Template.TryRender(values, out var text, out var fault))
            {
                problems.Add(ProblemAt(item.Field, item.Template.Text, fault.Message, fault.Offset, "error"));
            }

            return text;
        }).ToArray();

        return (new(texts[0], texts[1]), problems);
    }

    /// <summary>What is probably not meant, in order of place. Without variables nobody can say which of them are missing.</summary>
    public IReadOnlyList<TemplateProblem> Lint(IReadOnlyDictionary<string, JsonElement>? variables)
    {
        var isWhole = templates.All(item => item.Template.Error is null);
        var missing = variables is null || !isWhole ? [] : Missing(variables).ToHashSet();
        HashSet<string> known = [.. Variables, .. variables?.Keys ?? []];
        List<TemplateProblem> problems = [];
        foreach (var (field, template) in templates)
        {
            var faults = template.Variables.Where(missing.Remove).Take(MostWarnings)
                .Select(name => new TemplateFault($"\"{name}\" has no value. Give it one, or write {{{{ {name} | default: \"…\" }}}}.", template.Places[name]))
                .Concat(template.Error is null ? TemplateLint.Check(template.Text, known) : []);
            problems.AddRange(faults.OrderBy(fault => fault.Offset)
                .Select(fault => ProblemAt(field, template.Text, fault.Message, fault.Offset, "warning")));
        }

        var unused = isWhole ? variables?.Keys.Except(Variables) ?? [] : [];
        return [.. problems.Concat(unused.Select(name => new TemplateProblem($"variables.{name}", $"No template uses \"{name}\".", null, null, "warning"))).Take(MostWarnings)];
    }

    private static bool HasValue(IReadOnlyDictionary<string, JsonElement> variables, string name) =>
        variables.TryGetValue(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    private static TemplateProblem ProblemAt(string field, string text, string message, int? offset, string severity)
    {
        if (offset is not { } place)
        {
            return new(field, message, null, null, severity);
        }

        var before = text.AsSpan(0, Math.Clamp(place, 0, text.Length));
        return new(field, message, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), severity);
    }
}
