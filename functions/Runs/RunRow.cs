using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Runs;

/// <summary>
/// How runs lie in their owner's partition of table Runs, newest first: "r-{run}" is the run, "p-{prompt}-{run}" the same
/// list columns for the list of one prompt's runs and "c-{comparison}-{run}" for a comparison's, "o-{run}" says that it is not
/// over (<see cref="OpenRunRow"/>).
/// </summary>
internal sealed class RunRow : ITableEntity
{
    public const string Prefix = "r-";

    private const int PreviewLength = 200;

    /// <summary>Everything but the texts.</summary>
    public static IReadOnlyList<string> ListColumns { get; } =
        [.. typeof(RunRow).GetProperties()
            .Where(property => property is { CanWrite: true, GetMethod.IsStatic: false })
            .Select(property => property.Name)
            .Except([nameof(Timestamp), nameof(ETag), nameof(Input), nameof(InputBlob), nameof(Answer), nameof(AnswerBlob)])];

    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public Guid RunId { get; set; }

    public Guid PromptId { get; set; }

    public string PromptName { get; set; } = "";

    public Guid VersionId { get; set; }

    public int VersionNumber { get; set; }

    public Guid? ComparisonId { get; set; }

    public int? Cell { get; set; }

    public string ModelId { get; set; } = "";

    public string Status { get; set; } = "";

    /// <summary>The outcome as JSON: a dozen small facts that are always read together.</summary>
    public string Outcome { get; set; } = "{}";

    public string Preview { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public Guid? ClaimId { get; set; }

    public DateTimeOffset? ClaimedUntil { get; set; }

    public DateTimeOffset? CalledAt { get; set; }

    public DateTimeOffset? CancelRequestedAt { get; set; }

    public string Added { get; set; } = "{}";

    public string? RequestKey { get; set; }

    public string? RequestedBy { get; set; }

    public string? Input { get; set; }

    public string? InputBlob { get; set; }

    public string? Answer { get; set; }

    public string? AnswerBlob { get; set; }

    public static string KeyOf(Guid runId) => Prefix + RowKeys.NewestFirst(runId);

    public static string PromptPrefix(Guid promptId) => $"p-{promptId:N}-";

    public static string ComparisonPrefix(Guid comparisonId) => $"c-{comparisonId:N}-";

    public static RunRow Of(Run run, StoredText input, StoredText answer)
    {
        var row = ListRowOf(run, KeyOf(run.Id));
        (row.Input, row.InputBlob) = input;
        (row.Answer, row.AnswerBlob) = answer;
        return row;
    }

    /// <summary>The run in the lists that are not all of its owner's.</summary>
    public static IEnumerable<RunRow> InListsOf(Run run)
    {
        var key = RowKeys.NewestFirst(run.Id);
        yield return ListRowOf(run, PromptPrefix(run.Subject.PromptId) + key);
        if (run.Subject.ComparisonId is { } comparisonId)
        {
            yield return ListRowOf(run, ComparisonPrefix(comparisonId) + key);
        }
    }

    /// <summary>The run without its texts, as a list tells it.</summary>
    public Run ToListedRun() => ToRun(new(RawJson.EmptyObject, RawJson.EmptyObject, new("", "")), RunAnswer.None);

    public Run ToRun(RunInput input, RunAnswer answer) =>
        new(RunId, PartitionKey, new(PromptId, PromptName, VersionId, VersionNumber, ComparisonId, Cell), ModelId, input, Enum.Parse<RunStatus>(Status), CreatedAt, UpdatedAt)
        {
            Answer = answer,
            Outcome = JsonSerializer.Deserialize<RunOutcome>(Outcome, ApiJson.Options)!,
            StartedAt = StartedAt,
            FinishedAt = FinishedAt,
            ClaimId = ClaimId,
            ClaimedUntil = ClaimedUntil,
            CalledAt = CalledAt,
            CancelRequestedAt = CancelRequestedAt,
            Added = new(Added),
            RequestKey = RequestKey,
            RequestedBy = RequestedBy,
        };

    private static RunRow ListRowOf(Run run, string rowKey) => new()
    {
        PartitionKey = run.OwnerId,
        RowKey = rowKey,
        RunId = run.Id,
        PromptId = run.Subject.PromptId,
        PromptName = run.Subject.PromptName,
        VersionId = run.Subject.VersionId,
        VersionNumber = run.Subject.VersionNumber,
        ComparisonId = run.Subject.ComparisonId,
        Cell = run.Subject.Cell,
        ModelId = run.ModelId,
        Status = run.Status.ToString(),
        Outcome = JsonSerializer.Serialize(run.Outcome, ApiJson.Options),
        Preview = PreviewOf(run.Answer.Text),
        CreatedAt = run.CreatedAt,
        UpdatedAt = run.UpdatedAt,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        ClaimId = run.ClaimId,
        ClaimedUntil = run.ClaimedUntil,
        CalledAt = run.CalledAt,
        CancelRequestedAt = run.CancelRequestedAt,
        Added = run.Added.Text,
        RequestKey = run.RequestKey,
        RequestedBy = run.RequestedBy,
    };

    /// <summary>The answer's first characters, as a person counts them: no emoji is cut in half.</summary>
    private static string PreviewOf(string text) =>
        text.Length <= PreviewLength ? text : new StringInfo(text[..Math.Min(text.Length, PreviewLength * 8)]) is { LengthInTextElements: > PreviewLength } whole
            ? whole.SubstringByTextElements(0, PreviewLength)
            : text[..Math.Min(text.Length, PreviewLength * 8)];
}
