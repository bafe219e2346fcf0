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
public sealed class RunPreparation(PromptStore prompts, VersionStore versions, SettingsStore settings, Spending spending, ModelCatalog models, IOptions<OpenRouterOptions> openRouter, TimeProvider clock)
{
    public async Task<Run> PrepareAsync(string ownerId, string promptId, CreateRunRequest request, CancellationToken cancellationToken)
    {
        var variant = await FindVariantAsync(
            await prompts.GetAsync(ownerId, promptId, cancellationToken), request.VersionNumber, request.ModelId, request.ModelConfig, cancellationToken);
        var input = variant.Fill(request.Variables);
        await RequireMeansAsync(ownerId, variant.ModelId, input, cancellationToken);

        return Run.Queue(ownerId, variant.Subject, variant.ModelId, input, clock.GetUtcNow());
    }

    /// <summary>A version of the prompt, its latest when none is named, with a model and these parameters over its own.</summary>
    public async Task<RunVariant> FindVariantAsync(
        StoredPrompt stored, int? versionNumber, string? modelId, RawJson? changes, CancellationToken cancellationToken)
    {
        var (prompt, latest, _) = stored;
        var version = versionNumber is { } number && number != latest.Number
            ? await versions.FindAsync(prompt.OwnerId, prompt.Id, number, cancellationToken)
                ?? throw ProblemException.Invalid("version_number", $"This prompt has versions 1 to {prompt.VersionsCount}.")
            : latest;

        return VariantOf(new(prompt.Id, prompt.Name, version.Id, version.Number), version.Content, modelId, changes);
    }

    /// <summary>A text with its parameters, a model, and these parameters over its own.</summary>
    public static RunVariant VariantOf(RunSubject subject, PromptContent content, string? modelId, RawJson? changes)
    {
        var modelConfig = content.ModelConfig.MergedWith(changes);
        // Each was right by itself; together they may say two things at once.
        RequestJson.ThrowIfAny(ModelConfigRules.Check(changes is null ? null : modelConfig));
        return new(
            subject,
            modelId ?? ModelOf(modelConfig) ?? throw ProblemException.Invalid("model_id", "Choose a model: neither the request nor the version names one."),
            modelConfig,
            content.SystemMessage,
            content.UserMessageTemplate);
    }

    /// <summary>These models need a key, unless they are all simulated.</summary>
    public async Task<UserSettings> RequireKeyAsync(string ownerId, IEnumerable<string> modelIds, CancellationToken cancellationToken)
    {
        var kept = await settings.GetAsync(ownerId, cancellationToken);
        var needsNoKey = openRouter.Value.HasSimulator && modelIds.All(OpenRouterOptions.IsSimulated);
        return kept.ApiKeyEnvelope is null && !needsNoKey ? throw ProblemException.ApiKeyMissing() : kept;
    }

    /// <summary>A run needs a key, unless it is simulated, and limits that it could keep. Whether it has to wait is seen when it begins.</summary>
    private async Task RequireMeansAsync(string ownerId, string modelId, RunInput input, CancellationToken cancellationToken)
    {
        var (_, _, limits) = await RequireKeyAsync(ownerId, [modelId], cancellationToken);
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
