using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptLab.Comparisons.Marks;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Http;
using PromptLab.Platform.Json;

namespace PromptLab.Comparisons;

/// <summary>The comparisons in an account's document. Their runs are in the history, and say to which cell they belong.</summary>
public sealed class ComparisonAccountData(ComparisonStore comparisons, MarkStore marks) : IAccountData
{
    public string Name => "comparisons";

    public async IAsyncEnumerable<RawJsonValue> ExportAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var comparison in comparisons.ReadAllAsync(ownerId, cancellationToken))
        {
            var marking = await marks.ReadAsync(comparison, cancellationToken);
            yield return new(JsonSerializer.Serialize(ComparisonDocument.From(comparison, marking), ApiJson.Options));
        }
    }

    public async Task ImportAsync(string ownerId, JsonElement items, ImportReport report, CancellationToken cancellationToken)
    {
        foreach (var (index, item) in items.EnumerateArray().Index())
        {
            try
            {
                var (comparison, marking) = RequestJson.Read<ComparisonDocument>(item, $"{Name}[{index}]").ToComparison(ownerId);
                if (!await comparisons.TryAddAsync(comparison, cancellationToken))
                {
                    report.Skipped(Name);
                    continue;
                }

                await AddMarksAsync(comparison, marking, cancellationToken);
                report.Added(Name);
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

    public Task RemoveAsync(string ownerId, CancellationToken cancellationToken) => comparisons.RemoveAllAsync(ownerId, cancellationToken);

    private async Task AddMarksAsync(Comparison comparison, Marking marking, CancellationToken cancellationToken)
    {
        foreach (var mark in marking.Marks)
        {
            await marks.SaveAsync(comparison, mark, cancellationToken);
        }

        foreach (var vote in marking.BlindVotes)
        {
            await marks.TryAddAsync(comparison, Guid.NewGuid().ToString("N"), vote, cancellationToken);
        }
    }
}
