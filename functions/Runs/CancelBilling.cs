namespace PromptLab.Runs;

/// <summary>Which providers stop billing when a stream is closed, as OpenRouter documents it; the others bill the whole answer.</summary>
internal static class CancelBilling
{
    public const string Stopped = "stopped";
    public const string MayContinue = "may_continue";

    private static readonly HashSet<string> StoppingProviders = new(StringComparer.OrdinalIgnoreCase)
    {
        "OpenAI", "Azure", "Anthropic", "Fireworks", "Mancer", "Recursal", "AnyScale", "Lepton", "OctoAI", "Novita", "DeepInfra", "Together",
        "Cohere", "Hyperbolic", "Infermatic", "Avian", "xAI", "Cloudflare", "SFCompute", "Nineteen", "Liquid", "Friendli", "Chutes", "DeepSeek",
        "Simulator",
    };

    /// <summary>A provider that never said its name may go on: nothing is promised that is not known.</summary>
    public static string For(string? provider) => provider is not null && StoppingProviders.Contains(provider) ? Stopped : MayContinue;
}
