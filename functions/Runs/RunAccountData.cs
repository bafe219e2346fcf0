using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Runs;

/// <summary>The history in an account's document. Only runs that are over are taken in: nobody would execute the others.</summary>
public sealed class RunAccountData(RunStore runs, RunCounts counts, RunOwners owners) : IAccountData
{
    /// <summary>As JSON. A transaction holds 4 MiB, a run stands in up to three rows, and Azure counts two bytes a character.</summary>
    private const int MostCharactersAtOnce = 250_000;

    /// <summary>Of a name or a sentence of a run; the texts themselves may be as long as a request.</summary>
    private const int LongestName = 4_000;

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
        if (items.GetArrayLength() == 0)
        {
            return;
        }

        List<Run> batch = [];
        var size = 0;
        await counts.ResetAsync(ownerId, cancellationToken);
        foreach (var (index, item) in items.EnumerateArray().Index())
        {
            if (Read(ownerId, item, $"{Name}[{index}]", report) is not { } run)
            {
                continue;
            }

            var length = item.GetRawText().Length;
            if (batch.Count == RunStore.MostAtOnce || size + length > MostCharactersAtOnce || batch.Exists(other => other.Id == run.Id))
            {
                await AddAsync(batch, report, cancellationToken);
                (batch, size) = ([], 0);
            }

            batch.Add(run);
            size += length;
        }

        await AddAsync(batch, report, cancellationToken);
        await counts.ResetAsync(ownerId, cancellationToken);
        // Counted here, so that nobody waits for it who only wants to see the list.
        await counts.CountAsync(ownerId, cancellationToken);
    }

    public async Task RemoveAsync(string ownerId, CancellationToken cancellationToken)
    {
        await runs.RemoveAllAsync(ownerId, cancellationToken);
        await owners.RemoveAsync(ownerId, cancellationToken);
    }

    private static Run? Read(string ownerId, JsonElement item, string path, ImportReport report)
    {
        try
        {
            var run = RequestJson.Read<RunResponse>(item, path).ToRun(ownerId);
            if (run.Id == Guid.Empty || run.ModelId.Length == 0)
            {
                throw ProblemException.Invalid($"{path}.{(run.Id == Guid.Empty ? "id" : "model_id")}", "This field is required.");
            }

            if (NamesOf(run).FirstOrDefault(name => name.Text?.Length > LongestName) is (Field: { } field, _))
            {
                throw ProblemException.Invalid($"{path}.{field}", $"Use at most {LongestName:N0} characters.");
            }

            return run.IsFinished ? run : throw ProblemException.Invalid($"{path}.status", "This run was not over when it was exported.");
        }
        catch (ProblemException problem) when (problem.Errors is not null)
        {
            foreach (var (field, sentences) in problem.Errors)
            {
                report.Problem(field, string.Join(' ', sentences));
            }

            return null;
        }
    }

    private static (string Field, string? Text)[] NamesOf(Run run) =>
    [
        ("prompt_name", run.Subject.PromptName), ("model_id", run.ModelId), ("resolved_model_id", run.Outcome.ResolvedModelId), ("provider", run.Outcome.Provider),
        ("generation_id", run.Outcome.GenerationId), ("finish_reason", run.Outcome.FinishReason), ("error_code", run.Outcome.ErrorCode),
        ("error_message", run.Outcome.ErrorMessage), ("billing", run.Outcome.Billing),
    ];

    /// <summary>All in one transaction; where one of them is there already, each in its own.</summary>
    private async Task AddAsync(IReadOnlyList<Run> batch, ImportReport report, CancellationToken cancellationToken)
    {
        if (batch.Count > 0 && await runs.TryAddAsync(batch, cancellationToken))
        {
            report.Added(Name, batch.Count);
            return;
        }

        foreach (var run in batch)
        {
            if (batch.Count > 1 && await runs.TryAddAsync(run, cancellationToken))
            {
                report.Added(Name);
            }
            else
            {
                report.Skipped(Name);
            }
        }
    }
}
