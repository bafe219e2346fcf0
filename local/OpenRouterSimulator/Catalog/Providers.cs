namespace OpenRouterSimulator.Catalog;

/// <summary>Whether hanging up on a stream stops the bill, as OpenRouter's documents list it.</summary>
public static class Providers
{
    // Google and some forty others go on computing, and billing, after the client has hung up.
    private static readonly HashSet<string> Stopping = new(StringComparer.OrdinalIgnoreCase)
    {
        "OpenAI", "Azure", "Anthropic", "Fireworks", "Mancer", "Recursal", "AnyScale", "Lepton", "OctoAI", "Novita", "DeepInfra", "Together",
        "Cohere", "Hyperbolic", "Infermatic", "Avian", "xAI", "Cloudflare", "SFCompute", "Nineteen", "Liquid", "Friendli", "Chutes", "DeepSeek",
        ModelCatalog.Simulator,
    };

    public static bool StopBilling(string provider) => Stopping.Contains(provider);
}
