using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Runs;

/// <summary>Which runs a list shows. A comparison's runs lie together, and so do a prompt's; the other filters are conditions on each row.</summary>
public sealed record RunFilter(Guid? PromptId, RunStatus? Status, string? ModelId, Guid? ComparisonId)
{
    /// <summary>How the keys of the rows begin among which the runs are looked for: the shortest list that holds them all.</summary>
    public string Prefix => ComparisonId is { } comparisonId ? RunRow.ComparisonPrefix(comparisonId)
        : PromptId is { } promptId ? RunRow.PromptPrefix(promptId)
        : RunRow.Prefix;

    public bool IsEverything => this is { PromptId: null, Status: null, ModelId: null, ComparisonId: null };

    /// <summary>The conditions in OData, or null for none.</summary>
    public string? Condition
    {
        get
        {
            List<string> conditions = [];
            if (Status is { } status)
            {
                conditions.Add(TableClient.CreateQueryFilter($"Status eq {status.ToString()}"));
            }

            if (ModelId is not null)
            {
                conditions.Add(TableClient.CreateQueryFilter($"ModelId eq {ModelId}"));
            }

            if (ComparisonId is not null && PromptId is { } promptId)
            {
                conditions.Add(TableClient.CreateQueryFilter($"PromptId eq {promptId}"));
            }

            return conditions.Count == 0 ? null : string.Join(" and ", conditions);
        }
    }

    public static RunFilter From(IQueryCollection query) =>
        new(Id(query, "prompt_id"), StatusOf(query), Text(query, "model_id"), Id(query, "comparison_id"));

    private static Guid? Id(IQueryCollection query, string name) =>
        Text(query, name) is not { } text ? null
        : Guid.TryParse(text, out var id) ? id
        : throw ProblemException.Invalid(name, "This is not an id.");

    private static RunStatus? StatusOf(IQueryCollection query) =>
        Text(query, "status") is not { } text ? null
        : text.All(char.IsAsciiLetter) && Enum.TryParse<RunStatus>(text, ignoreCase: true, out var status) ? status
        : throw ProblemException.Invalid("status", "Choose one of queued, running, succeeded, failed, canceled, interrupted.");

    private static string? Text(IQueryCollection query, string name) => ((string?)query[name]) is { Length: > 0 } text ? text : null;
}
