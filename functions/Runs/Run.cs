using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;
using PromptLab.Prompts;

namespace PromptLab.Runs;

public enum RunStatus { Queued, Running, Succeeded, Failed, Canceled, Interrupted }

/// <summary>One version of a prompt sent to one model. Every change is a new value; the store decides whether it may replace the old one.</summary>
public sealed record Run(Guid Id, string OwnerId, RunSubject Subject, string ModelId, RunInput Input, RunStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>How long a claim holds without being renewed; after that its holder counts as dead.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    public RunAnswer Answer { get; init; } = RunAnswer.None;

    public RunOutcome Outcome { get; init; } = RunOutcome.None;

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who executes the run, and until when nobody else may.</summary>
    public Guid? ClaimId { get; init; }

    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Set just before OpenRouter is called: from here on a second call would be paid twice.</summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>Parameters that PromptLab adds to those of the run when it sends them: the cap on the answer's tokens.</summary>
    public RawJson Added { get; init; } = RawJson.EmptyObject;

    /// <summary>What the request that made the run called itself, as a hash; null when it did not.</summary>
    public string? RequestKey { get; init; }

    /// <summary>The span of the request that made the run, as W3C trace context; null when nobody kept it.</summary>
    public string? RequestedBy { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public bool IsFinished => Status is not (RunStatus.Queued or RunStatus.Running);

    public static Run Queue(string ownerId, RunSubject subject, string modelId, RunInput input, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), ownerId, subject, modelId, input, RunStatus.Queued, now, now);

    /// <summary>May somebody take this run over? Either nobody has it, or its holder stopped renewing.</summary>
    public bool IsClaimable(DateTimeOffset now) => Status is RunStatus.Queued || (Status is RunStatus.Running && ClaimedUntil <= now);

    public Run Claim(RawJson added, DateTimeOffset now) => IsClaimable(now)
        ? this with
        {
            Status = RunStatus.Running,
            Added = added,
            ClaimId = Guid.NewGuid(),
            ClaimedUntil = now + Lease,
            StartedAt = StartedAt ?? now,
            UpdatedAt = now,
        }
        : throw NotAllowed("be claimed");

    public Run Renew(RunAnswer answer, RunOutcome soFar, DateTimeOffset now) => Status is RunStatus.Running
        ? this with { Answer = answer, Outcome = soFar, ClaimedUntil = now + Lease, UpdatedAt = now }
        : throw NotAllowed("go on");

    public Run Call(DateTimeOffset now) => this with { CalledAt = now };

    public Run RequestCancel(DateTimeOffset now) => Status switch
    {
        RunStatus.Queued => this with { Status = RunStatus.Canceled, CancelRequestedAt = now, FinishedAt = now, UpdatedAt = now },
        RunStatus.Running => this with { CancelRequestedAt = now, UpdatedAt = now },
        _ => throw NotAllowed("be canceled"),
    };

    /// <summary>An interrupted run may still end as its holder says, who was taken for dead and was only slow.</summary>
    public Run Finish(RunStatus status, RunAnswer answer, RunOutcome outcome, DateTimeOffset now) =>
        (IsFinished && Status is not RunStatus.Interrupted) || status is RunStatus.Queued or RunStatus.Running
            ? throw NotAllowed($"become {status}")
            : this with { Status = status, Answer = answer, Outcome = outcome, FinishedAt = now, UpdatedAt = now };

    /// <summary>Ends without an answer of its own, for a reason that a person is told.</summary>
    public Run FinishWith(RunStatus status, string errorCode, string errorMessage, DateTimeOffset now) =>
        Finish(status, Answer, Outcome with { ErrorCode = errorCode, ErrorMessage = errorMessage }, now);

    /// <summary>What OpenRouter told of the call later on, when the run was long over.</summary>
    public Run LearnCost(RunOutcome outcome, DateTimeOffset now) => IsFinished
        ? this with { Outcome = outcome, UpdatedAt = now }
        : throw NotAllowed("be settled");

    private InvalidOperationException NotAllowed(string what) => new($"A run that is {Status} cannot {what}.");
}

/// <summary>What was run. The prompt's name is kept, so that the history stays readable when the prompt is gone.</summary>
/// <param name="Cell">Which cell of the comparison the run is; null when it is of none.</param>
public sealed record RunSubject(Guid PromptId, string PromptName, Guid VersionId, int VersionNumber, Guid? ComparisonId = null, int? Cell = null);

/// <summary>What the run was given: variables as JSON, the parameters it runs with, and the messages as they are sent.</summary>
public sealed record RunInput(RawJson Variables, RawJson ModelConfig, RenderedPrompt Rendered);

/// <summary>What the model has said so far. Tool calls are kept as OpenRouter sent them.</summary>
public sealed record RunAnswer(string Text, string Reasoning, string? ToolCalls = null)
{
    public static RunAnswer None { get; } = new("", "");

    public static RunAnswer Of(ChatCompletion completion)
    {
        var (text, reasoning, toolCalls) = completion.Gathered;
        return new(text, reasoning, toolCalls);
    }
}

/// <summary>How it went. Times are milliseconds from the start; a cost that nobody told is null, never zero.</summary>
public record RunOutcome
{
    public static RunOutcome None { get; } = new();

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

    /// <summary>After a cancel: "stopped" when the provider stops billing, "may_continue" when it may not; else null.</summary>
    public string? Billing { get; init; }

    /// <summary>The outcome alone, whatever else the record tells.</summary>
    public RunOutcome ToOutcome() => new(this);
}
