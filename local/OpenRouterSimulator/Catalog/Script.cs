using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Catalog;

/// <summary>
/// How a call departs from a plain good answer. The parts do not depend on each other, so that one request may ask for several.
/// </summary>
public sealed record Script
{
    /// <summary>An error instead of an answer, with its HTTP status.</summary>
    public Func<Model, DateTimeOffset, ApiErrorException>? Refusal { get; init; }

    /// <summary>The refusal meets only the first call of each distinct prompt.</summary>
    public bool RefusesOnce { get; init; }

    public Break Break { get; init; }

    /// <summary>The code of an error in a stream, when it is not the number of its status.</summary>
    public string? ErrorCode { get; init; }

    public bool ErrorHasNoChoices { get; init; }

    public bool ErrorHasUsage { get; init; }

    /// <summary>The stream ends without [DONE].</summary>
    public bool HasNoDone { get; init; }

    /// <summary>Lines end with CR LF.</summary>
    public bool HasCrLf { get; init; }

    /// <summary>Every event goes out in two writes, cut inside a character where it has one of several bytes.</summary>
    public bool IsSplit { get; init; }

    /// <summary>A comment before every event, idle or not.</summary>
    public bool HasManyComments { get; init; }

    public bool HasNoPadding { get; init; }

    /// <summary>How long not even the status comes.</summary>
    public int FirstByteMs { get; init; }

    /// <summary>How much longer than usual <c>/generation</c> knows nothing of the call.</summary>
    public int RecordDelayMs { get; init; }

    public UsageChunk? UsageChunk { get; init; }

    public UsageForm UsageForm { get; init; }

    /// <summary>The user's own key at the provider pays; <c>cost</c> is OpenRouter's fee alone.</summary>
    public bool IsByok { get; init; }

    /// <summary>The model is named by its dated slug.</summary>
    public bool EchoesCanonicalSlug { get; init; }

    /// <summary>The content is null.</summary>
    public bool HasNullContent { get; init; }

    /// <summary>A web search: annotations, and a fee beside the tokens.</summary>
    public bool HasCitations { get; init; }

    public ReasoningForm Reasoning { get; init; }

    /// <summary>Reasoning uses every token up, and nothing is left for the answer.</summary>
    public bool OnlyReasons { get; init; }

    public ToolForm Tools { get; init; }

    /// <summary>The last finish_reason is null although the answer is whole.</summary>
    public bool FinishIsNull { get; init; }
}

/// <summary>How an answer that has begun goes wrong.</summary>
public enum Break
{
    None,

    /// <summary>Status 200, then nothing but an error.</summary>
    ErrorAtOnce,

    /// <summary>Half of the answer, then an error.</summary>
    Error,

    /// <summary>The same with the masked error of 500.</summary>
    InternalError,

    /// <summary>All of the answer; the error sits on the chunk with the usage.</summary>
    ErrorOnUsage,

    /// <summary>finish_reason "error" after half of the answer, and no error object.</summary>
    FinishError,

    /// <summary>The same, told by native_finish_reason alone.</summary>
    NativeError,

    /// <summary>The connection is cut between two events.</summary>
    Cut,

    /// <summary>The connection is cut inside an event.</summary>
    CutInside,

    /// <summary>A regular end of the body in the middle of the answer.</summary>
    EndsEarly,

    /// <summary>Not one event: white space or comments, then a regular end.</summary>
    NothingAtAll,

    /// <summary>A few tokens, then silence until the client gives up.</summary>
    Stall,

    /// <summary>Keep-alives, and nothing else, until the client gives up.</summary>
    KeepAlives,

    /// <summary>200 without a single choice.</summary>
    NoChoices,

    /// <summary>The completion lies in <c>provider</c>, and the usual members are null.</summary>
    Nested,
}

public enum UsageForm
{
    Whole,
    Missing,
    NoCost,
    NullCost,
}

/// <summary>What reasoning_details hold.</summary>
public enum ReasoningForm
{
    Text,

    /// <summary>Text, and a signature in a chunk of its own after all of it.</summary>
    WithSignature,
    Summary,

    /// <summary>No text at all: tokens that are billed, and a block of data.</summary>
    Encrypted,

    /// <summary>Text beside an empty list, which a client must send back all the same.</summary>
    EmptyDetails,
}

/// <summary>How a tool is called. Unless it is <see cref="AsAsked"/>, the first tool that is offered is called unasked.</summary>
public enum ToolForm
{
    AsAsked,

    /// <summary>A start with an empty text, then fragments.</summary>
    Fragments,

    /// <summary>One chunk with all of the arguments.</summary>
    Whole,

    /// <summary>White space in fragments of its own after the complete JSON.</summary>
    TrailingSpace,

    /// <summary>No arguments member at all.</summary>
    NoArguments,

    /// <summary>Two calls side by side.</summary>
    Parallel,
}
