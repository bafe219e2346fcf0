namespace PromptLab.Runs;

/// <summary>What every answer tells of a run: what was run, and its outcome beside it, on one level.</summary>
public abstract record RunFacts : RunOutcome
{
    protected RunFacts()
    {
    }

    protected RunFacts(Run run)
        : base(run.Outcome)
    {
        Id = run.Id;
        PromptId = run.Subject.PromptId;
        PromptName = run.Subject.PromptName;
        PromptVersion = run.Subject.VersionId;
        VersionNumber = run.Subject.VersionNumber;
        ComparisonId = run.Subject.ComparisonId;
        ComparisonCell = run.Subject.Cell;
        ExecutedBy = run.OwnerId;
        Status = run.Status;
        ModelId = run.ModelId;
        CreatedAt = run.CreatedAt;
        StartedAt = run.StartedAt;
        FinishedAt = run.FinishedAt;
        UpdatedAt = run.UpdatedAt;
    }

    public Guid Id { get; init; }

    public Guid PromptId { get; init; }

    public string PromptName { get; init; } = "";

    /// <summary>The version's id.</summary>
    public Guid PromptVersion { get; init; }

    public int VersionNumber { get; init; }

    public Guid? ComparisonId { get; init; }

    /// <summary>Which cell of the comparison the run is, counted from 0.</summary>
    public int? ComparisonCell { get; init; }

    public string ExecutedBy { get; init; } = "";

    public RunStatus Status { get; init; }

    public string ModelId { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}
