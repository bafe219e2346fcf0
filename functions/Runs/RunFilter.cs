using System.Globalization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// Which runs are meant. A comparison's runs lie together, and so do a prompt's; days are a stretch of keys; the other filters are
/// conditions on each row. Days are those of UTC, both included.
/// </summary>
public sealed record RunFilter(Guid? PromptId, RunStatus? Status, string? ModelId, Guid? ComparisonId, DateOnly? From, DateOnly? To)
{
    public static RunFilter All { get; } = new(null, null, null, null, null, null);

    /// <summary>How the keys of the rows begin among which the runs are looked for: the shortest list that holds them all.</summary>
    public string Prefix => ComparisonId is { } comparisonId ? RunRow.ComparisonPrefix(comparisonId)
        : PromptId is { } promptId ? RunRow.PromptPrefix(promptId)
        : RunRow.Prefix;

    /// <summary>The conditions in OData, or null for none.</summary>
    public string? Condition => string.Join(" and ", Conditions()) is { Length: > 0 } condition ? condition : null;

    /// <summary>The same conditions, whatever the day.</summary>
    public bool Means(MeasuredRun run) =>
        (PromptId is null || run.PromptId == PromptId) && (Status is null || run.Status == Status)
            && (ModelId is null || run.ModelId == ModelId) && (ComparisonId is null || run.ComparisonId == ComparisonId);

    /// <summary>Every run that is meant, in the owner's own list of runs, where the texts are.</summary>
    public string RangeOf(string ownerId)
    {
        var keys = KeyRange.Of(RunRow.Prefix, From, To);
        return string.Join(" and ", Conditions().Prepend(RowKeys.Range(ownerId, keys.From, keys.Before)));
    }

    public static RunFilter Read(IQueryCollection query)
    {
        RunFilter filter = new(Id(query, "prompt_id"), StatusOf(query), Text(query, "model_id"), Id(query, "comparison_id"), Day(query, "from"), Day(query, "to"));
        return filter.From > filter.To ? throw ProblemException.Invalid("from", "The first day is after the last one.") : filter;
    }

    private IEnumerable<string> Conditions()
    {
        if (Status is { } status)
        {
            yield return TableClient.CreateQueryFilter($"Status eq {status.ToString()}");
        }

        if (ModelId is not null)
        {
            yield return TableClient.CreateQueryFilter($"ModelId eq {ModelId}");
        }

        // True of each row in a list of its own, and needed in the others.
        if (PromptId is { } promptId)
        {
            yield return TableClient.CreateQueryFilter($"PromptId eq {promptId}");
        }

        if (ComparisonId is { } comparisonId)
        {
            yield return TableClient.CreateQueryFilter($"ComparisonId eq {comparisonId}");
        }
    }

    private static Guid? Id(IQueryCollection query, string name) =>
        Text(query, name) is not { } text ? null
        : Guid.TryParse(text, out var id) ? id
        : throw ProblemException.Invalid(name, "This is not an id.");

    private static RunStatus? StatusOf(IQueryCollection query) =>
        Text(query, "status") is not { } text ? null
        : text.All(char.IsAsciiLetter) && Enum.TryParse<RunStatus>(text, ignoreCase: true, out var status) ? status
        : throw ProblemException.Invalid("status", "Choose one of queued, running, succeeded, failed, canceled, interrupted.");

    private static DateOnly? Day(IQueryCollection query, string name) =>
        Text(query, name) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw ProblemException.Invalid(name, "This is not a day such as 2026-11-24.");

    private static string? Text(IQueryCollection query, string name) => ((string?)query[name]) is { Length: > 0 } text ? text : null;
}
