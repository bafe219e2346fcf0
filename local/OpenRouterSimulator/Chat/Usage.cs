using System.Text.Json.Nodes;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;
using static OpenRouterSimulator.WireJson;

namespace OpenRouterSimulator.Chat;

/// <summary>Tokens and what they cost: exact decimals, tokens times the catalogue's price.</summary>
public sealed record Usage(int PromptTokens, int CompletionTokens, int ReasoningTokens, decimal PromptCost, decimal CompletionCost)
{
    public decimal Cost => PromptCost + CompletionCost;

    public static Usage Of(Model model, int promptTokens, IEnumerable<Piece> pieces)
    {
        var completion = 0;
        var reasoning = 0;
        foreach (var piece in pieces)
        {
            completion += piece.Tokens;
            reasoning += piece.Kind == PieceKind.Reasoning ? piece.Tokens : 0;
        }

        return new Usage(promptTokens, completion, reasoning, promptTokens * model.PromptPrice, completion * model.CompletionPrice);
    }

    /// <summary>An answer that failed is not billed.</summary>
    public Usage Unbilled() => this with { PromptCost = 0, CompletionCost = 0 };

    public JsonObject ToJson() => new()
    {
        ["prompt_tokens"] = PromptTokens,
        ["completion_tokens"] = CompletionTokens,
        ["total_tokens"] = PromptTokens + CompletionTokens,
        ["cost"] = Number(Cost),
        ["is_byok"] = false,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["cache_write_tokens"] = 0, ["audio_tokens"] = 0, ["video_tokens"] = 0 },
        ["cost_details"] = new JsonObject
        {
            ["upstream_inference_cost"] = Number(Cost),
            ["upstream_inference_prompt_cost"] = Number(PromptCost),
            ["upstream_inference_completions_cost"] = Number(CompletionCost),
        },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = ReasoningTokens, ["image_tokens"] = 0, ["audio_tokens"] = 0 },
    };
}
