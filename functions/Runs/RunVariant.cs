using System.Text.Json;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Prompts;

namespace PromptLab.Runs;

/// <summary>What stays the same from run to run: a version's templates, a model, and the parameters to call it with.</summary>
public sealed record RunVariant(RunSubject Subject, string ModelId, RawJson ModelConfig, string SystemMessage, string UserMessageTemplate)
{
    /// <summary>The templates filled with these values; a problem that names each variable without one.</summary>
    public RunInput Fill(RawJson? variables)
    {
        var (input, missing, problems) = Render(variables);
        if (missing.Count > 0)
        {
            throw ProblemException.Invalid(missing.ToDictionary(
                name => $"variables.{name}", name => new[] { $"Give \"{name}\" a value, or a default in the template." }));
        }

        ThrowIfAny(problems);
        return input.Rendered is ("", "")
            ? throw ProblemException.Invalid("user_message_template", "The prompt renders to nothing. Write a message first.")
            : input;
    }

    /// <summary>The same for what is not going to run yet: a variable without a value leaves a gap and is named.</summary>
    public (RunInput Input, IReadOnlyList<string> Missing) FillPartly(RawJson? variables)
    {
        var (input, missing, problems) = Render(variables);
        ThrowIfAny(problems);
        return (input, missing);
    }

    private (RunInput Input, IReadOnlyList<string> Missing, IReadOnlyList<TemplateProblem> Problems) Render(RawJson? variables)
    {
        var given = variables ?? RawJson.EmptyObject;
        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(given.Text, ApiJson.Options)!;
        PromptTemplates templates = new(SystemMessage, UserMessageTemplate);
        var (rendered, problems) = templates.Render(values);
        return (new(given, ModelConfig, rendered), templates.Missing(values), problems);
    }

    private static void ThrowIfAny(IReadOnlyList<TemplateProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw ProblemException.Invalid(problems.GroupBy(problem => problem.Field).ToDictionary(
                field => field.Key, field => field.Select(Sentence).ToArray()));
        }
    }

    private static string Sentence(TemplateProblem problem) =>
        problem.Line is null ? problem.Message : $"Line {problem.Line}, column {problem.Column}: {problem.Message}";
}
