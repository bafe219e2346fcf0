using System.Text.Json;
using Microsoft.Extensions.Options;
using PromptLab.Models;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;
using PromptLab.Prompts;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>Makes a run out of a request: finds the version, fills its templates, and refuses what could not succeed.</summary>
public sealed class RunPreparation(PromptStore prompts, SettingsStore settings, Spending spending, ModelCatalog models, IOptions<OpenRouterOptions> openRouter, TimeProvider clock)
{
    public async Task<Run> PrepareAsync(string ownerId, string promptId, CreateRunRequest request, CancellationToken cancellationToken)
    {
        var (prompt, latest, _) = await prompts.GetAsync(ownerId, promptId, cancellationToken);
        var version = request.VersionNumber is { } number && number != latest.Number
            ? await prompts.FindVersionAsync(ownerId, prompt.Id, number, cancellationToken)
                ?? throw ProblemException.Invalid("version_number", $"This prompt has versions 1 to {prompt.VersionsCount}.")
            : latest;

        var modelConfig = version.Content.ModelConfig.MergedWith(request.ModelConfig);
        // Each was right by itself; together they may say two things at once.
        RequestJson.ThrowIfAny(ModelConfigRules.Check(request.ModelConfig is null ? null : modelConfig));
        var modelId = request.ModelId ?? ModelOf(modelConfig)
            ?? throw ProblemException.Invalid("model_id", "Choose a model: neither the request nor the version names one.");
        var input = new RunInput(request.Variables ?? RawJson.EmptyObject, modelConfig, Render(version.Content, request.Variables));
        await RequireMeansAsync(ownerId, modelId, input, cancellationToken);

        return Run.Queue(ownerId, new(prompt.Id, prompt.Name, version.Id, version.Number, null), modelId, input, clock.GetUtcNow());
    }

    private static RenderedPrompt Render(PromptContent content, RawJson? variables)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>((variables ?? RawJson.EmptyObject).Text, ApiJson.Options)!;
        PromptTemplates templates = new(content.SystemMessage, content.UserMessageTemplate);

        if (templates.Missing(values) is { Count: > 0 } missing)
        {
            throw ProblemException.Invalid(missing.ToDictionary(
                name => $"variables.{name}", name => new[] { $"Give \"{name}\" a value, or a default in the template." }));
        }

        var (rendered, problems) = templates.Render(values);
        if (problems.Count > 0)
        {
            throw ProblemException.Invalid(problems.GroupBy(problem => problem.Field).ToDictionary(
                field => field.Key, field => field.Select(Sentence).ToArray()));
        }

        return rendered is ("", "")
            ? throw ProblemException.Invalid("user_message_template", "The prompt renders to nothing. Write a message first.")
            : rendered;
    }

    private static string Sentence(TemplateProblem problem) =>
        problem.Line is null ? problem.Message : $"Line {problem.Line}, column {problem.Column}: {problem.Message}";

    /// <summary>A run needs a key, unless it is simulated, and limits that it could keep. Whether it has to wait is seen when it begins.</summary>
    private async Task RequireMeansAsync(string ownerId, string modelId, RunInput input, CancellationToken cancellationToken)
    {
        var (envelope, _, limits) = await settings.GetAsync(ownerId, cancellationToken);
        var needsNoKey = openRouter.Value.HasSimulator && OpenRouterOptions.IsSimulated(modelId);
        if (envelope is null && !needsNoKey)
        {
            throw ProblemException.ApiKeyMissing();
        }

        if (limits is { DailyUsd: null, MonthlyUsd: null, PerRunUsd: null })
        {
            return;
        }

        var (ledger, _) = await spending.GetAsync(ownerId, cancellationToken);
        var model = await models.FindAsync(modelId, cancellationToken);
        if (RunBudget.For(input, model, limits, ledger with { Holds = [] }, clock.GetUtcNow()) is { Admission: Admission.Refused } refusal)
        {
            throw ProblemException.BudgetExceeded(refusal.Sentence);
        }
    }

    private static string? ModelOf(RawJson modelConfig) =>
        modelConfig.Members().Where(member => member.Name is "model" && member.Value.StartsWith('"'))
            .Select(member => JsonSerializer.Deserialize<string>(member.Value)).FirstOrDefault();
}
