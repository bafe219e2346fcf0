using System.Text.Json.Nodes;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;
using static OpenRouterSimulator.WireJson;

namespace OpenRouterSimulator.Chat;

/// <summary>Tokens and what they cost: exact decimals, tokens times the catalogue's price.</summary>
public sealed record Usage(int PromptTokens, int CompletionTokens, int ReasoningTokens, decimal PromptCost, decimal CompletionCost)
{
    private const decimal ByokFee = 0.05m;

    private const decimal SearchFee = 0.005m;

    public CachedTokens Cached { get; init; } = CachedTokens.None;

    /// <summary>What the cache has saved; less than nothing where writing to it costs more.</summary>
    public decimal CacheDiscount { get; init; }

    public int Searches { get; init; }

    public bool IsByok { get; init; }

    public decimal UpstreamCost => PromptCost + CompletionCost;

    /// <summary>What OpenRouter charges: with the user's own key at the provider a fee alone.</summary>
    public decimal Cost => (IsByok ? UpstreamCost * ByokFee : UpstreamCost) + Searches * SearchFee;

    public decimal ByokCost => IsByok ? UpstreamCost : 0;

    public static Usage Of(Model model, Script script, int promptTokens, CachedTokens cached, IEnumerable<Piece> pieces)
    {
        var completion = 0;
        var reasoning = 0;
        foreach (var piece in pieces)
        {
            completion += piece.Tokens;
            reasoning += piece.Kind == PieceKind.Reasoning ? piece.Tokens : 0;
        }

        var caching = model.Caching ?? new PromptCaching(false, 0, 1, 1);
        var discount = (cached.Read * (1 - caching.Read) + cached.Written * (1 - caching.Write)) * model.PromptPrice;
        return new Usage(promptTokens, completion, reasoning, promptTokens * model.PromptPrice - discount, completion * model.CompletionPrice)
        {
            Cached = cached,
            CacheDiscount = discount,
            Searches = script.HasCitations ? 1 : 0,
            IsByok = script.IsByok,
        };
    }

    /// <summary>An answer that failed is not billed.</summary>
    public Usage Unbilled() => this with { PromptCost = 0, CompletionCost = 0, CacheDiscount = 0, Searches = 0 };

    public JsonObject ToJson(UsageForm form)
    {
        var json = new JsonObject
        {
            ["prompt_tokens"] = PromptTokens,
            ["completion_tokens"] = CompletionTokens,
            ["total_tokens"] = PromptTokens + CompletionTokens,
            ["cost"] = form == UsageForm.NullCost ? null : Number(Cost),
            ["is_byok"] = IsByok,
            ["prompt_tokens_details"] = new JsonObject
            {
                ["cached_tokens"] = Cached.Read,
                ["cache_write_tokens"] = Cached.Written,
                ["audio_tokens"] = 0,
                ["video_tokens"] = 0,
            },
            ["cost_details"] = CostDetails(form),
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = ReasoningTokens, ["image_tokens"] = 0, ["audio_tokens"] = 0 },
        };
        if (form == UsageForm.NoCost)
        {
            json.Remove("cost");
            json.Remove("cost_details");
        }

        if (Searches > 0)
        {
            json["server_tool_use_details"] = new JsonObject { ["web_search_requests"] = Searches };
        }

        return json;
    }

    private JsonObject CostDetails(UsageForm form)
    {
        var details = new JsonObject
        {
            // Null in all captures of 2025, which is also when cost was.
            ["upstream_inference_cost"] = form == UsageForm.NullCost ? null : Number(UpstreamCost),
            ["upstream_inference_prompt_cost"] = Number(PromptCost),
            ["upstream_inference_completions_cost"] = Number(CompletionCost),
        };
        if (Searches > 0)
        {
            details["server_tool_cost"] = Number(Searches * SearchFee);
        }

        return details;
    }
}
