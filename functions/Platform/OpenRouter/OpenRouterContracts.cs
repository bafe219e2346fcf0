using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptLab.Platform.OpenRouter;

/// <summary>What OpenRouter puts on the wire. Everything may be missing; unknown fields and values are let through.</summary>
internal static class OpenRouterJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}

internal sealed record ChatChunk(
    string? Id, string? Model, string? Provider, ChatError? Error, IReadOnlyList<ChatChoice>? Choices, ChatUsage? Usage);

internal sealed record ChatChoice(ChatChunkDelta? Delta, string? FinishReason, string? NativeFinishReason, ChatError? Error);

internal sealed record ChatChunkDelta(string? Content, string? Reasoning, JsonElement? ToolCalls);

/// <summary>The code is a number or a word, and sometimes lies in http_status instead.</summary>
internal sealed record ChatError(JsonElement? Code, int? HttpStatus, string? Message, JsonElement? Metadata);

internal sealed record ErrorEnvelope(ChatError? Error);

/// <summary>Tokens as the provider counts them, and what the call cost in USD. A missing cost is unknown, not zero.</summary>
public sealed record ChatUsage(
    int? PromptTokens,
    int? CompletionTokens,
    decimal? Cost,
    bool? IsByok,
    ChatPromptTokens? PromptTokensDetails,
    ChatCompletionTokens? CompletionTokensDetails,
    ChatCostDetails? CostDetails)
{
    /// <summary>With the user's own provider key, cost is only OpenRouter's fee: the provider's bill comes on top.</summary>
    [JsonIgnore]
    public decimal? TotalCost => IsByok == true ? Cost + CostDetails?.UpstreamInferenceCost : Cost;
}

public sealed record ChatPromptTokens(int? CachedTokens);

public sealed record ChatCompletionTokens(int? ReasoningTokens);

public sealed record ChatCostDetails(decimal? UpstreamInferenceCost);

/// <summary>A model as OpenRouter's catalogue tells it; prices are decimal strings in USD per token, "-1" for variable.</summary>
public sealed record CatalogModel(
    string Id,
    string Name,
    int? ContextLength,
    CatalogPricing? Pricing,
    IReadOnlyList<string>? SupportedParameters,
    CatalogArchitecture? Architecture,
    CatalogTopProvider? TopProvider,
    string? ExpirationDate);

public sealed record CatalogPricing(string Prompt, string Completion, string? Request = null);

public sealed record CatalogArchitecture(IReadOnlyList<string>? InputModalities);

public sealed record CatalogTopProvider(int? MaxCompletionTokens);

internal sealed record CatalogAnswer(IReadOnlyList<CatalogModel>? Data);
