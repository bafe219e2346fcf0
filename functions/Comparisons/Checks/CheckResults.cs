using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PromptLab.Comparisons.Cells;
using PromptLab.Platform.Json;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Checks;

/// <summary>
/// Which answers passed which checks. It is worked out when somebody looks, from answers that never change: checks can be edited at
/// any time, and nothing is run anew. What an instance has worked out it remembers.
/// </summary>
public sealed class CheckResults(ComparedRuns runs)
{
    private const int MostKnown = 100_000;

    private readonly ConcurrentDictionary<(string Checks, Guid RunId, decimal? Cost), IReadOnlyList<bool?>> known = new();

    /// <summary>The results by run, of those cells whose newest run has succeeded.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<bool?>>> GetAsync(
        Comparison comparison, IEnumerable<CellState> cells, CancellationToken cancellationToken)
    {
        Dictionary<Guid, IReadOnlyList<bool?>> results = [];
        if (comparison.Checks.Count == 0)
        {
            return results;
        }

        var revision = RevisionOf(comparison.Checks);
        Dictionary<Guid, Run> asked = [];
        foreach (var run in cells.Where(cell => cell.Status is RunStatus.Succeeded).Select(cell => cell.Newest!.Run))
        {
            if (known.TryGetValue((revision, run.Id, run.Outcome.TotalCostUsd), out var before))
            {
                results[run.Id] = before;
            }
            else
            {
                asked[run.Id] = run;
            }
        }

        await foreach (var (run, passed) in EvaluateAsync(comparison, asked, cancellationToken))
        {
            results[run.Id] = Remember((revision, run.Id, run.Outcome.TotalCostUsd), passed);
        }

        return results;
    }

    private async IAsyncEnumerable<(Run Run, IReadOnlyList<bool?> Passed)> EvaluateAsync(
        Comparison comparison, Dictionary<Guid, Run> asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CheckSet checks = new(comparison.Checks);
        var answered = checks.AsksForText
            ? runs.ReadAsync(comparison.OwnerId, comparison.Id, asked.Keys, RunStatus.Succeeded, cancellationToken).Select(stored => stored.Run)
            : asked.Values.ToAsyncEnumerable();
        await foreach (var run in answered)
        {
            var variables = comparison.Plan.Inputs[comparison.Plan.PlaceOf(run.Subject.Cell!.Value).Input].Variables;
            yield return (run, checks.Results(asked[run.Id].Outcome, run.Answer.Text, variables));
        }
    }

    private IReadOnlyList<bool?> Remember((string Checks, Guid RunId, decimal? Cost) key, IReadOnlyList<bool?> passed)
    {
        if (known.Count >= MostKnown)
        {
            known.Clear();
        }

        return known[key] = passed;
    }

    private static string RevisionOf(IReadOnlyList<Check> checks) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(checks, ApiJson.Options))));
}
