using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Runs;

/// <summary>The history in an account's document. Only runs that are over are taken in: nobody would execute the others.</summary>
public sealed class RunAccountData(RunStore runs, RunOwners owners) : IAccountData
{
    public string Name => "runs";

    public async IAsyncEnumerable<RawJsonValue> ExportAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var run in runs.ReadAllAsync(ownerId, RunFilter.All, cancellationToken))
        {
            yield return new(JsonSerializer.Serialize(RunResponse.From(run), ApiJson.Options));
        }
    }

    public async Task ImportAsync(string ownerId, JsonElement items, ImportReport report, CancellationToken cancellationToken)
    {
        foreach (var (index, item) in items.EnumerateArray().Index())
        {
            try
            {
                var run = RequestJson.Read<RunResponse>(item, $"{Name}[{index}]").ToRun(ownerId);
                if (run.Id == Guid.Empty || run.ModelId.Length == 0)
                {
                    throw ProblemException.Invalid($"{Name}[{index}].{(run.Id == Guid.Empty ? "id" : "model_id")}", "This field is required.");
                }

                if (!run.IsFinished)
                {
                    throw ProblemException.Invalid($"{Name}[{index}].status", "This run was not over when it was exported.");
                }

                if (await runs.TryAddAsync(run, cancellationToken))
                {
                    report.Added(Name);
                }
                else
                {
                    report.Skipped(Name);
                }
            }
            catch (ProblemException problem) when (problem.Errors is not null)
            {
                foreach (var (field, sentences) in problem.Errors)
                {
                    report.Problem(field, string.Join(' ', sentences));
                }
            }
        }
    }

    public async Task RemoveAsync(string ownerId, CancellationToken cancellationToken)
    {
        await runs.RemoveAllAsync(ownerId, cancellationToken);
        await owners.RemoveAsync(ownerId, cancellationToken);
    }
}
