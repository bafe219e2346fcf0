namespace OpenRouterSimulator.Catalog;

/// <summary>The rows of the catalogue. Prices are USD per million tokens here, as people read them.</summary>
public static class Models
{
    public const string FreeRouter = "openrouter/free";

    public const string AutoRouter = "openrouter/auto";

    public static IReadOnlyList<Model> All { get; } = [.. Routers(), .. ForPeople(), .. Familiar(), .. ForTests(), .. Scripted()];

    private static Model Priced(string id, string name, string provider, decimal promptPerMillion, decimal completionPerMillion) =>
        new(id, name, provider, promptPerMillion / 1_000_000, completionPerMillion / 1_000_000);

    private static Model Simulated(string name, string title, decimal promptPerMillion = 0.1m, decimal completionPerMillion = 0.4m) =>
        Priced($"simulator/{name}", $"Simulator: {title} (simulated)", ModelCatalog.Simulator, promptPerMillion, completionPerMillion);

    private static IEnumerable<Model> Routers() =>
    [
        new(AutoRouter, "Auto Router", "OpenRouter", 0, 0) { IsRouter = true, ContextLength = 2_000_000 },
        new(FreeRouter, "Free Models Router", "OpenRouter", 0, 0) { IsRouter = true, ContextLength = 200_000 },
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
            Caching = new(IsExplicit: false, 1024, Read: 0.25m, Write: 1),
        },
        Priced("anthropic/claude-haiku-4.5", "Anthropic: Claude Haiku 4.5", "Anthropic", 1m, 5m) with
        {
            CanonicalSlug = "anthropic/claude-4.5-haiku-20251001", ContextLength = 200_000, MaxCompletionTokens = 64_000, Words = 190,
            Caching = new(IsExplicit: true, 4096, Read: 0.1m, Write: 1.25m),
        },
        Priced("google/gemini-2.5-flash", "Google: Gemini 2.5 Flash", "Google AI Studio", 0.3m, 2.5m) with
        {
            ContextLength = 1_048_576, MaxCompletionTokens = 65_535, Words = 140,
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
        Simulated("slow-stops", "Slow, stops") with
        {
            Provider = "Anthropic", Words = 400, TokenMs = 100, Description = "Slow, at a provider that stops billing when a stream is closed.",
        },
        Simulated("slow-bills", "Slow, bills on") with
        {
            Provider = "Groq", Words = 400, TokenMs = 100, Description = "Slow, at a provider that bills the whole answer when a stream is closed.",
        },
        Simulated("small-context", "Small context") with { ContextLength = 200, MaxCompletionTokens = 100, Description = "Its context holds 200 tokens." },
        Simulated("dear", "Dear", 1000m, 5000m) with { Description = "Costs five dollars for a thousand tokens." },
        Simulated("exponent-cost", "Exponent cost", 0.00001m, 0.00004m) with { Description = "So cheap that its cost has an exponent." },
        Simulated("cached", "Cached") with
        {
            Caching = new(IsExplicit: false, 64, Read: 0.1m, Write: 1), Description = "Caches prompts from 64 tokens on.",
        },
        Simulated("quick:free", "Quick, free variant", 0, 0) with { Words = 60, Description = "Counts against the free limits." },
    ];

    private static IEnumerable<Model> Scripted() => Scripts.All.Select(script => Simulated(script.Name, Title(script.Name)) with
    {
        CanonicalSlug = $"simulator/{script.Name}-2026-05-17",
        Script = script.Change(new Script()),
        Reasons = script.Name.StartsWith("reasoning", StringComparison.Ordinal),
        Description = script.Description,
    });

    private static string Title(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('-', ' ')}";
}
