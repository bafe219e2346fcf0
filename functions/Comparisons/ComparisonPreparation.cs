using PromptLab.Comparisons.Checks;
using PromptLab.Comparisons.Marks;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;
using PromptLab.Prompts;
using PromptLab.Runs;

namespace PromptLab.Comparisons;

/// <summary>Makes a comparison out of a request: finds each version once, fills it with each input, and refuses what could not run.</summary>
public sealed class ComparisonPreparation(RunPreparation preparation, PromptStore prompts, AccountCheck accounts, TimeProvider clock)
{
    /// <summary>Faults beyond these help nobody.</summary>
    private const int MostFaults = 50;

    public async Task<Comparison> PrepareAsync(string ownerId, CreateComparisonRequest body, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(ownerId, body.Variants!, body.Inputs!, body.Repeats ?? 1, cancellationToken);
        RequireNoFault(plan);
        await accounts.RequireAsync(ownerId, cancellationToken);
        await preparation.RequireKeyAsync(ownerId, plan.Variants.Select(variant => variant.Run.ModelId), cancellationToken);

        var now = clock.GetUtcNow();
        return new(Guid.CreateVersion7(now), ownerId, body.Name!, plan, CheckRules.ToChecks(body.Checks), now, now) { BlindKey = BlindPairs.NewKey() };
    }

    public async Task<ComparisonPlan> PlanAsync(
        string ownerId, IReadOnlyList<VariantRequest> variants, IReadOnlyList<InputRequest> inputs, int repeats, CancellationToken cancellationToken)
    {
        Dictionary<Guid, StoredPrompt?> known = [];
        List<Variant> found = [];
        foreach (var (index, variant) in variants.Index())
        {
            if (!known.TryGetValue(variant.PromptId, out var prompt))
            {
                known[variant.PromptId] = prompt = await prompts.FindAsync(ownerId, variant.PromptId, cancellationToken);
            }

            found.Add(await FindAsync(variant, prompt, $"variants[{index}]", cancellationToken));
        }

        return new(found, [.. inputs.Select((input, index) => new ComparisonInput(NameOf(input, index), input.Variables ?? RawJson.EmptyObject))], repeats);
    }

    private async Task<Variant> FindAsync(VariantRequest variant, StoredPrompt? prompt, string path, CancellationToken cancellationToken)
    {
        if (prompt is null)
        {
            throw ProblemException.Invalid($"{path}.prompt_id", "There is no such prompt, or it is not yours.");
        }

        try
        {
            var run = await preparation.FindVariantAsync(prompt, variant.VersionNumber, variant.ModelId, variant.ModelConfig, cancellationToken);
            return new(variant.Label ?? $"{run.Subject.PromptName} v{run.Subject.VersionNumber} on {run.ModelId}", run);
        }
        catch (ProblemException problem) when (problem.Errors is { } errors)
        {
            throw ProblemException.Invalid(errors.ToDictionary(error => $"{path}.{error.Key}", error => error.Value));
        }
    }

    /// <summary>Every version is filled with every input once, whatever models it runs on.</summary>
    private static void RequireNoFault(ComparisonPlan plan)
    {
        Dictionary<string, string[]> faults = [];
        foreach (var (variant, run) in plan.Variants.Select((variant, index) => (index, variant.Run)).DistinctBy(each => each.Run.Subject.VersionId))
        {
            foreach (var (index, input) in plan.Inputs.Index())
            {
                foreach (var (field, sentences) in FaultsOf(run, input))
                {
                    faults.TryAdd($"inputs[{index}].{field}", [.. sentences.Select(sentence => $"{plan.Variants[variant].Label}: {sentence}")]);
                }

                if (faults.Count >= MostFaults)
                {
                    throw ProblemException.Invalid(faults);
                }
            }
        }

        if (faults.Count > 0)
        {
            throw ProblemException.Invalid(faults);
        }
    }

    private static IEnumerable<KeyValuePair<string, string[]>> FaultsOf(RunVariant run, ComparisonInput input)
    {
        try
        {
            run.Fill(input.Variables);
            return [];
        }
        catch (ProblemException problem) when (problem.Errors is { } errors)
        {
            return errors;
        }
    }

    private static string NameOf(InputRequest input, int index) => string.IsNullOrWhiteSpace(input.Name) ? $"Input {index + 1}" : input.Name;
}
