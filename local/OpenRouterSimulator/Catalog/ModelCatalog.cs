namespace OpenRouterSimulator.Catalog;

/// <summary>All models there are. Prices are USD per million tokens here, as people read them.</summary>
public sealed class ModelCatalog
{
    private static readonly int[] FaultStatuses = [400, 401, 402, 403, 404, 408, 422, 429, 500, 502, 503, 504, 524, 529];

    private static readonly string[] DynamicSuffixes = [":nitro", ":floor", ":exacto", ":online"];

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["~anthropic/claude-haiku-latest"] = "anthropic/claude-haiku-4.5",
        ["~google/gemini-flash-latest"] = "google/gemini-2.5-flash",
        ["~openai/gpt-mini-latest"] = "openai/gpt-4.1-mini",
    };

    private readonly Dictionary<string, Model> _byId;

    public ModelCatalog()
    {
        All = [.. Routers(), .. ForPeople(), .. Familiar(), .. ForTests(), .. Faults()];
        _byId = All.ToDictionary(model => model.Id);
    }

    public IReadOnlyList<Model> All { get; }

    /// <summary>Knows aliases (<c>~author/family-latest</c>) and the suffixes that any model may carry.</summary>
    public Model? Find(string id)
    {
        id = Aliases.GetValueOrDefault(id, id);
        var suffix = DynamicSuffixes.FirstOrDefault(end => id.EndsWith(end, StringComparison.Ordinal));

        return _byId.GetValueOrDefault(suffix is null ? id : id[..^suffix.Length]);
    }

    /// <summary>The concrete model behind a router; a model that is none stands for itself.</summary>
    public Model Route(Model model, bool needsTools, bool needsStructuredOutputs, Random random)
    {
        if (!model.IsRouter)
        {
            return model;
        }

        var free = model.Id == "openrouter/free";
        Model[] fitting = [.. All.Where(candidate => candidate.Fault == Fault.None
            && candidate.IsFree == free
            && (free ? candidate.Id.EndsWith(":free", StringComparison.Ordinal) : candidate.Author is "openai" or "anthropic" or "google")
            && (candidate.HasTools || !needsTools)
            && (candidate.HasStructuredOutputs || !needsStructuredOutputs))];

        return fitting[random.Next(fitting.Length)];
    }

    private static Model Priced(string id, string name, string provider, decimal promptPerMillion, decimal completionPerMillion) =>
        new(id, name, provider, promptPerMillion / 1_000_000, completionPerMillion / 1_000_000);

    private static Model Simulated(string name, string title, decimal promptPerMillion = 0.1m, decimal completionPerMillion = 0.4m) =>
        Priced($"simulator/{name}", $"Simulator: {title} (simulated)", "Simulator", promptPerMillion, completionPerMillion);

    private static IEnumerable<Model> Routers() =>
    [
        new("openrouter/auto", "Auto Router", "OpenRouter", 0, 0) { IsRouter = true, ContextLength = 2_000_000 },
        new("openrouter/free", "Free Models Router", "OpenRouter", 0, 0) { IsRouter = true, ContextLength = 200_000 },
    ];

    private static IEnumerable<Model> ForPeople() =>
    [
        Simulated("quick", "Quick") with { Words = 60, Description = "Short answers at once. Simulated." },
        Simulated("steady", "Steady", 0.5m, 1.5m) with { Description = "A few paragraphs at reading speed. Simulated." },
        Simulated("thoughtful", "Thoughtful", 1m, 4m) with { Reasons = true, Words = 200, Description = "Thinks aloud before it answers. Simulated." },
        Simulated("free", "Free", 0, 0) with { Words = 90, Description = "Costs nothing. Simulated." },
    ];

    private static IEnumerable<Model> Familiar() =>
    [
        Priced("openai/gpt-4.1-mini", "OpenAI: GPT-4.1 Mini", "OpenAI", 0.4m, 1.6m) with
        {
            CanonicalSlug = "openai/gpt-4.1-mini-2025-04-14", ContextLength = 1_047_576, MaxCompletionTokens = 32_768,
        },
        Priced("anthropic/claude-haiku-4.5", "Anthropic: Claude Haiku 4.5", "Anthropic", 1m, 5m) with
        {
            CanonicalSlug = "anthropic/claude-4.5-haiku-20251001", ContextLength = 200_000, MaxCompletionTokens = 64_000, Words = 190,
        },
        Priced("google/gemini-2.5-flash", "Google: Gemini 2.5 Flash", "Google AI Studio", 0.3m, 2.5m) with
        {
            ContextLength = 1_048_576, MaxCompletionTokens = 65_535, StopsBilling = false, Words = 140,
        },
        Priced("qwen/qwen3-coder", "Qwen: Qwen3 Coder 480B A35B", "DeepInfra", 0.22m, 0.95m) with
        {
            CanonicalSlug = "qwen/qwen3-coder-480b-a35b-07-25", ContextLength = 262_144, MaxCompletionTokens = 65_536,
        },
        new("qwen/qwen3-coder:free", "Qwen: Qwen3 Coder 480B A35B (free)", "Venice", 0, 0)
        {
            CanonicalSlug = "qwen/qwen3-coder-480b-a35b-07-25", ContextLength = 262_000,
        },
        new("meta-llama/llama-3.3-70b-instruct:free", "Meta: Llama 3.3 70B Instruct (free)", "Venice", 0, 0)
        {
            CanonicalSlug = "meta-llama/llama-3.3-70b-instruct", ContextLength = 65_536, HasStructuredOutputs = false, Words = 120,
        },
        Priced("deepseek/deepseek-r1", "DeepSeek: R1", "DeepSeek", 0.7m, 2.5m) with
        {
            ContextLength = 163_840, Reasons = true, HasStructuredOutputs = false, Words = 180,
        },
    ];

    private static IEnumerable<Model> ForTests() =>
    [
        Simulated("echo", "Echo") with
        {
            Echoes = true, ContextLength = 4_000_000, MaxCompletionTokens = 4_000_000, HasTools = false,
            Description = "Answers the last user message byte for byte.",
        },
        Simulated("slow", "Slow") with { Words = 400, TokenMs = 100, Description = "A long answer, a tenth of a second for each token." },
        Simulated("long", "Long") with { Words = 3000, Description = "About 3,000 words." },
    ];

    private static IEnumerable<Model> Faults() =>
    [
        .. FaultStatuses.Select(status => Simulated($"error-{status}", $"Error {status}") with
        {
            Fault = Fault.Status, FaultStatus = status, Description = $"Always answers {status}.",
        }),
        Faulty("error-402-in-flight", "Error 402 in flight", Fault.InFlightBudget, "402 that a client may retry."),
        Faulty("error-midstream", "Error mid-stream", Fault.MidStream, "Half an answer, then an error."),
        Faulty("error-in-200", "Error in 200", Fault.In200, "Status 200 whose body is an error."),
        Faulty("truncated", "Truncated", Fault.Truncated, "The connection is cut halfway."),
        Faulty("no-usage", "No usage", Fault.NoUsage, "A good answer that does not say what it cost."),
        Faulty("empty-choices", "Empty choices", Fault.EmptyChoices, "Status 200 without a choice."),
        Faulty("stalls", "Stalls", Fault.Stalls, "A few tokens, then silence."),
        Faulty("flaky", "Flaky", Fault.Flaky, "503 the first time, an answer the second."),
    ];

    private static Model Faulty(string name, string title, Fault fault, string description) =>
        Simulated(name, title) with { Fault = fault, Description = description };
}
