using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptLab.Platform.OpenRouter;

/// <summary>What OpenRouter puts on the wire. Everything may be missing; unknown fields and values are let through.</summary>
internal static class OpenRouterJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new HalfCharacters() },
    };

    /// <summary>Null for what is no JSON, or not of this shape.</summary>
    public static T? TryParse<T>(ReadOnlySpan<char> text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>A string as it is, or as it was written where it holds half a character.</summary>
    public static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }

    /// <summary>A member that is there and not null. Of an object with half a character in a name, nothing can be had by name.</summary>
    public static JsonElement? Member(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null ? member : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Money that a call can have cost. Any other figure is as good as none, and none is unknown, not zero.</summary>
internal static class BilledCost
{
    private const decimal Most = 1_000_000;

    /// <summary>With the user's own provider key, what OpenRouter bills is only its fee: the provider's bill comes on top.</summary>
    public static decimal? Of(decimal? billed, bool? isByok, decimal? providers) =>
        isByok == true ? Credible(billed) + Credible(providers) : Credible(billed);

    private static decimal? Credible(decimal? usd) => usd is >= 0 and <= Most ? usd : null;
}

/// <summary>An event of a stream, or a whole completion. Error, usage and provider are read with more patience than the rest.</summary>
internal sealed record ChatChunk(
    string? Id, string? Model, JsonElement? Provider, JsonElement? Error, IReadOnlyList<ChatChoice?>? Choices, JsonElement? Usage);

/// <summary>A stream brings deltas, a whole completion a message.</summary>
internal sealed record ChatChoice(ChatPart? Delta, ChatPart? Message, string? FinishReason, string? NativeFinishReason, JsonElement? Error);

internal sealed record ChatPart(string? Content, string? Refusal, string? Reasoning, JsonElement? ReasoningDetails, JsonElement? ToolCalls);

internal sealed record ErrorEnvelope(JsonElement? Error);

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
    [JsonIgnore]
    public decimal? TotalCost => BilledCost.Of(Cost, IsByok, CostDetails?.UpstreamInferenceCost);

    internal static ChatUsage? In(JsonElement? usage) =>
        usage is { ValueKind: JsonValueKind.Object } ? OpenRouterJson.TryParse<ChatUsage>(usage.Value.GetRawText()) : null;
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

internal sealed record DataAnswer<T>(T? Data);

/// <summary>What OpenRouter tells of an API key. Money is in USD; null is unknown, or no limit.</summary>
public sealed record KeyFacts(
    string? Label,
    decimal? Limit,
    decimal? LimitRemaining,
    string? LimitReset,
    decimal? Usage,
    decimal? UsageDaily,
    decimal? UsageWeekly,
    decimal? UsageMonthly,
    bool? IsFreeTier,
    DateTimeOffset? ExpiresAt,
    FreeRequests? FreeModelDailyRequests);

/// <summary>Requests to free models on this UTC day; more may have been used than the limit allows.</summary>
public sealed record FreeRequests(int? Used, int? Limit, int? Remaining);

/// <summary>What OpenRouter wrote down of a call, tokens as they are billed.</summary>
public sealed record GenerationFacts(
    string? Model,
    string? ProviderName,
    string? FinishReason,
    bool? Cancelled,
    decimal? TotalCost,
    bool? IsByok,
    decimal? UpstreamInferenceCost,
    int? NativeTokensPrompt,
    int? NativeTokensCompletion,
    int? NativeTokensReasoning,
    int? NativeTokensCached)
{
    [JsonIgnore]
    public decimal? Cost => BilledCost.Of(TotalCost, IsByok, UpstreamInferenceCost);
}

internal sealed record CodeExchange(string Code, string CodeVerifier, string CodeChallengeMethod = "S256");

internal sealed record ExchangedKey(string? Key);
