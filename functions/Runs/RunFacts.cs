namespace PromptLab.Runs;

/// <summary>What every answer tells of a run: what was run, how it went, what it cost. A cost that nobody told is null.</summary>
public abstract record RunFacts
{
    protected RunFacts()
    {
    }

    protected RunFacts(Run run)
    {
        Id = run.Id;
        PromptId = run.Subject.PromptId;
        PromptName = run.Subject.PromptName;
        PromptVersion = run.Subject.VersionId;
        VersionNumber = run.Subject.VersionNumber;
        ComparisonId = run.Subject.ComparisonId;
        ExecutedBy = run.OwnerId;
        Status = run.Status;
        ModelId = run.ModelId;
        ResolvedModelId = run.Outcome.ResolvedModelId;
        Provider = run.Outcome.Provider;
        GenerationId = run.Outcome.GenerationId;
        FinishReason = run.Outcome.FinishReason;
        InputTokens = run.Outcome.InputTokens;
        OutputTokens = run.Outcome.OutputTokens;
        ReasoningTokens = run.Outcome.ReasoningTokens;
        CachedTokens = run.Outcome.CachedTokens;
        TotalCostUsd = run.Outcome.TotalCostUsd;
        LatencyMs = run.Outcome.LatencyMs;
        TimeToFirstTokenMs = run.Outcome.TimeToFirstTokenMs;
        ErrorCode = run.Outcome.ErrorCode;
        ErrorMessage = run.Outcome.ErrorMessage;
        Billing = run.Outcome.Billing;
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

    public string ExecutedBy { get; init; } = "";

    public RunStatus Status { get; init; }

    public string ModelId { get; init; } = "";

    public string? ResolvedModelId { get; init; }

    public string? Provider { get; init; }

    public string? GenerationId { get; init; }

    public string? FinishReason { get; init; }

    public int? InputTokens { get; init; }

    public int? OutputTokens { get; init; }

    public int? ReasoningTokens { get; init; }

    public int? CachedTokens { get; init; }

    public decimal? TotalCostUsd { get; init; }

    public int? LatencyMs { get; init; }

    public int? TimeToFirstTokenMs { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? Billing { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    protected RunOutcome ToOutcome() => new()
    {
        ResolvedModelId = ResolvedModelId,
        Provider = Provider,
        GenerationId = GenerationId,
        FinishReason = FinishReason,
        InputTokens = InputTokens,
        OutputTokens = OutputTokens,
        ReasoningTokens = ReasoningTokens,
        CachedTokens = CachedTokens,
        TotalCostUsd = TotalCostUsd,
        LatencyMs = LatencyMs,
        TimeToFirstTokenMs = TimeToFirstTokenMs,
        ErrorCode = ErrorCode,
        ErrorMessage = ErrorMessage,
        Billing = Billing,
    };
}
