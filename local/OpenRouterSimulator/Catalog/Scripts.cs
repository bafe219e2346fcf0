using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Catalog;

/// <summary>One fault or variant: its name is the model <c>simulator/name</c> and a value of the header that asks for it on any model.</summary>
public sealed record NamedScript(string Name, string Description, Func<Script, Script> Change);

/// <summary>The table of all faults and variants.</summary>
public static class Scripts
{
    public const string Header = "X-Simulator-Fault";

    private static readonly int[] Statuses = [400, 401, 402, 403, 404, 408, 412, 413, 422, 429, 500, 502, 503, 504, 524, 529];

    public static IReadOnlyList<NamedScript> All { get; } = [.. Refusals(), .. Breaks(), .. Wire(), .. Usages(), .. Reasoning(), .. Tools()];

    /// <summary>The header names one or more, separated by commas.</summary>
    public static IReadOnlyList<NamedScript> Read(string? header) =>
    [
        .. (header ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(name => All.FirstOrDefault(script => script.Name == name) ?? throw ApiErrors.BadRequest($"{Header} does not know '{name}'")),
    ];

    private static NamedScript Refused(string name, string description, Func<Model, DateTimeOffset, ApiErrorException> refusal) =>
        new(name, description, script => script with { Refusal = refusal });

    private static NamedScript Broken(string name, string description, Break how) => new(name, description, script => script with { Break = how });

    private static NamedScript Calling(string name, string description, ToolForm form) => new(name, description, script => script with { Tools = form });

    private static NamedScript Thinking(string name, string description, ReasoningForm form) =>
        new(name, description, script => script with { Reasoning = form });

    private static IEnumerable<NamedScript> Refusals() =>
    [
        .. Statuses.Select(status => Refused($"error-{status}", $"Always answers {status}.", (model, _) => ScriptedErrors.For(model, status))),
        Refused("error-400-context", "The prompt is too long for the model.", (model, _) => ApiErrors.ContextTooLong(model.ContextLength, 2_500_021, 2_500_021)),
        Refused("error-401-cookie", "A missing key in the words of 2025.", (_, _) => ApiErrors.NoCookie()),
        Refused("error-402-in-flight", "402 that a client may retry.", (_, _) => ApiErrors.InFlightBudget()),
        Refused("error-402-weight", "402: the request is dearer than the whole balance.", (_, _) => ApiErrors.WeightExceedsBudget()),
        Refused("error-402-no-credits", "402 without a remedy in the metadata.", (_, _) => ApiErrors.NoCredits()),
        Refused("error-402-prompt", "402: the prompt alone is too dear.", (_, _) => ApiErrors.PromptTooDear(230_799, 91_442)),
        Refused("error-402-key-limit", "402: the key's monthly limit is too low.", (_, _) => ApiErrors.KeyCannotAfford(16_384, 3_919)),
        Refused("error-403-key-limit", "The key has spent its limit.", (_, _) => ApiErrors.KeyLimit()),
        Refused("error-403-guardrail", "A guardrail blocks the prompt.", (_, _) => ScriptedErrors.Guardrail()),
        Refused("error-403-budget", "The workspace has spent its budget.", (_, now) => ScriptedErrors.Budget(now)),
        Refused("error-404-tools", "No endpoint supports tools.", (_, _) => ApiErrors.NoTools("question")),
        Refused("error-404-tool-choice", "No endpoint supports that tool_choice.", (_, _) => ApiErrors.NoToolChoice()),
        Refused("error-404-policy", "No endpoint fits the data policy.", (_, _) => ApiErrors.NoPolicy()),
        Refused("error-404-providers", "No allowed provider.", (_, _) => ApiErrors.NoProvider()),
        Refused("error-404-availability", "An error of the newest form: no code, but http_status and availability.", (model, _) => ScriptedErrors.PrivacyRestricted(model)),
        Refused("error-429-free-minute", "20 free requests in a minute are used up.", (_, now) => ApiErrors.FreeMinute(now)),
        Refused("error-429-free-day", "50 free requests in a day are used up.", (_, now) => ApiErrors.FreeDay(now, 50)),
        Refused("error-429-free-day-1000", "1,000 free requests in a day are used up.", (_, now) => ApiErrors.FreeDay(now, 1000)),
        Refused("error-429-all-providers", "Every provider is busy, and says for how long.", (model, _) => ScriptedErrors.AllBusy(model)),
        Refused("error-502-raw-text", "The cause is plain text.", (model, _) => ScriptedErrors.Raw(model, "upstream connect error or disconnect/reset before headers")),
        Refused("error-502-raw-object", "The cause is an object.", (model, _) => ScriptedErrors.Raw(model, ScriptedErrors.Cause())),
        Refused("error-502-raw-sse", "The cause is the text of an event.", (model, _) => ScriptedErrors.Raw(model, $"data: {ScriptedErrors.Cause().ToWire()}\n\n")),
        Refused("error-503-availability", "The same form, and it passes by itself.", (model, _) => ScriptedErrors.TemporarilyUnavailable(model)),
        new("flaky", "503 the first time, an answer the second.", script => script with { RefusesOnce = true, Refusal = (_, _) => ApiErrors.Unavailable() }),
    ];

    private static IEnumerable<NamedScript> Breaks() =>
    [
        Broken("error-in-200", "Status 200 whose body is an error.", Break.ErrorAtOnce),
        Broken("error-midstream", "Half an answer, then an error.", Break.Error),
        new("error-midstream-string-code", "The same; its code is \"server_error\".", script => script with { Break = Break.Error, ErrorCode = "server_error" }),
        new("error-midstream-no-choices", "The same, without a choice.", script => script with { Break = Break.Error, ErrorHasNoChoices = true }),
        new("error-midstream-usage", "The same, with usage.", script => script with { Break = Break.Error, ErrorHasUsage = true }),
        new("error-midstream-no-done", "The same, without [DONE].", script => script with { Break = Break.Error, HasNoDone = true }),
        Broken("error-midstream-internal", "Half an answer, then a masked 500.", Break.InternalError),
        Broken("error-on-usage", "A whole answer whose last chunk has usage and an error.", Break.ErrorOnUsage),
        Broken("finish-error", "finish_reason \"error\" and no error object.", Break.FinishError),
        Broken("native-error", "Only native_finish_reason tells of the error.", Break.NativeError),
        Broken("truncated", "The connection is cut halfway; not streamed: white space only.", Break.Cut),
        Broken("reset", "The connection is cut inside a chunk, or inside the JSON.", Break.CutInside),
        Broken("ends-early", "A regular end in the middle of the answer.", Break.EndsEarly),
        Broken("whitespace-only", "White space or comments, and a regular end.", Break.NothingAtAll),
        new("no-done", "A whole answer without [DONE].", script => script with { HasNoDone = true }),
        Broken("stalls", "A few tokens, then silence.", Break.Stall),
        Broken("keeps-alive", "Keep-alives for ever.", Break.KeepAlives),
        Broken("empty-choices", "Status 200 without a choice.", Break.NoChoices),
        Broken("nested", "The completion lies in \"provider\"; everything else is null.", Break.Nested),
    ];

    private static IEnumerable<NamedScript> Wire() =>
    [
        new("crlf", "Lines end with CR LF.", script => script with { HasCrLf = true }),
        new("split-utf8", "Every event in two writes, cut inside a character.", script => script with { IsSplit = true }),
        new("comments", "A comment before every event.", script => script with { HasManyComments = true }),
        new("no-padding", "No white space before the JSON.", script => script with { HasNoPadding = true }),
        new("late", "Three seconds before the first byte.", script => script with { FirstByteMs = 3000 }),
        new("late-record", "Ten seconds longer until /generation knows it.", script => script with { RecordDelayMs = 10_000 }),
        new("canonical", "Names itself by its dated slug.", script => script with { EchoesCanonicalSlug = true }),
        new("null-content", "The content is null.", script => script with { HasNullContent = true }),
        new("null-finish", "The last finish_reason is null.", script => script with { FinishIsNull = true }),
        new("citations", "Cites the web, for a fee.", script => script with { HasCitations = true }),
    ];

    private static IEnumerable<NamedScript> Usages() =>
    [
        new("usage-repeat", "Usage on a repeated finish chunk.", script => script with { UsageChunk = UsageChunk.Repeat }),
        new("usage-empty", "Usage on a chunk without choices.", script => script with { UsageChunk = UsageChunk.Empty }),
        new("usage-null-finish", "Usage on a chunk whose finish_reason is null.", script => script with { UsageChunk = UsageChunk.NullFinish }),
        new("no-usage", "A good answer that does not say what it cost.", script => script with { UsageForm = UsageForm.Missing }),
        new("no-cost", "Usage without cost.", script => script with { UsageForm = UsageForm.NoCost }),
        new("null-cost", "Usage whose cost is null.", script => script with { UsageForm = UsageForm.NullCost }),
        new("byok", "Your own key pays the provider; cost is the fee.", script => script with { IsByok = true }),
    ];

    private static IEnumerable<NamedScript> Reasoning() =>
    [
        Thinking("reasoning-signed", "Reasoning, and its signature late.", ReasoningForm.WithSignature),
        Thinking("reasoning-summary", "Reasoning as a summary.", ReasoningForm.Summary),
        Thinking("reasoning-encrypted", "Reasoning that nobody can read.", ReasoningForm.Encrypted),
        Thinking("reasoning-empty-details", "Reasoning with an empty list of details.", ReasoningForm.EmptyDetails),
        new("reasoning-only", "Reasoning uses up every token.", script => script with { OnlyReasons = true }),
    ];

    private static IEnumerable<NamedScript> Tools() =>
    [
        Calling("tools-fragments", "Calls the first tool, arguments in fragments.", ToolForm.Fragments),
        Calling("tools-whole", "Calls the first tool in one chunk.", ToolForm.Whole),
        Calling("tools-trailing-space", "White space after the arguments, in fragments of its own.", ToolForm.TrailingSpace),
        Calling("tools-no-arguments", "Calls the first tool without arguments.", ToolForm.NoArguments),
        Calling("tools-parallel", "Two calls side by side.", ToolForm.Parallel),
        new("tools-null-finish", "A call whose finish_reason is null.", script => script with { Tools = ToolForm.Fragments, FinishIsNull = true }),
    ];
}
