using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenRouterSimulator.Catalog;

/// <summary>How a model looks on the wire.</summary>
public static class ModelJson
{
    private static readonly string[] Always =
    [
        "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed", "stop", "response_format",
    ];

    public static IEnumerable<string> SupportedParameters(this Model model) =>
    [
        .. Always,
        .. model.HasStructuredOutputs ? new[] { "structured_outputs" } : [],
        .. model.HasTools ? new[] { "tools", "tool_choice" } : [],
        .. model.Reasons ? new[] { "reasoning", "reasoning_effort", "include_reasoning" } : [],
    ];

    public static JsonObject ToJson(this Model model)
    {
        var json = new JsonObject
        {
            ["id"] = model.Id,
            ["canonical_slug"] = model.CanonicalSlug,
            ["hugging_face_id"] = "",
            ["name"] = model.Name,
            ["created"] = 1_753_230_546,
            ["description"] = model.Description,
            ["context_length"] = model.ContextLength,
            ["architecture"] = Architecture(model),
            ["pricing"] = Pricing(model),
            ["top_provider"] = TopProvider(model),
            ["per_request_limits"] = null,
            ["supported_parameters"] = new JsonArray([.. model.SupportedParameters().Select(name => (JsonNode)name)]),
            ["default_parameters"] = null,
            ["supported_voices"] = null,
            ["knowledge_cutoff"] = null,
            ["expiration_date"] = null,
            ["links"] = new JsonObject { ["details"] = $"/api/v1/models/{model.CanonicalSlug}/endpoints" },
        };
        if (model.Reasons)
        {
            json["reasoning"] = new JsonObject
            {
                ["mandatory"] = false,
                ["supported_efforts"] = null,
                ["default_effort"] = "medium",
                ["default_enabled"] = true,
                ["supports_max_tokens"] = true,
            };
        }

        return json;
    }

    public static JsonObject ToEndpointsJson(this Model model) => new()
    {
        ["id"] = model.Id,
        ["name"] = model.Name,
        ["created"] = 1_753_230_546,
        ["description"] = model.Description,
        ["architecture"] = Architecture(model),
        ["endpoints"] = new JsonArray(Endpoint(model)),
    };

    public static string Slug(string provider) => provider.Replace(' ', '-').ToLowerInvariant();

    private static JsonObject Endpoint(Model model) => new()
    {
        ["name"] = $"{model.Provider} | {model.CanonicalSlug}",
        ["model_id"] = model.Id,
        ["model_name"] = model.Name,
        ["context_length"] = model.ContextLength,
        ["pricing"] = Pricing(model),
        ["provider_name"] = model.Provider,
        ["tag"] = Slug(model.Provider),
        ["quantization"] = "unknown",
        ["max_completion_tokens"] = model.MaxCompletionTokens,
        ["max_prompt_tokens"] = null,
        ["supported_parameters"] = new JsonArray([.. model.SupportedParameters().Select(name => (JsonNode)name)]),
        ["status"] = 0,
        ["uptime_last_5m"] = 100,
        ["uptime_last_30m"] = 100,
        ["uptime_last_1d"] = 99.9,
        ["supports_implicit_caching"] = model.Caching is { IsExplicit: false },
        ["latency_last_30m"] = null,
        ["throughput_last_30m"] = null,
    };

    private static JsonObject TopProvider(Model model) => new()
    {
        ["context_length"] = model.ContextLength,
        ["max_completion_tokens"] = model.IsRouter ? null : model.MaxCompletionTokens,
        ["is_moderated"] = model.Author is "openai" or "anthropic",
    };

    private static JsonObject Architecture(Model model) => new()
    {
        ["modality"] = "text->text",
        ["input_modalities"] = new JsonArray("text"),
        ["output_modalities"] = new JsonArray("text"),
        ["tokenizer"] = model.IsRouter ? "Router" : "Other",
        ["instruct_type"] = null,
    };

    /// <summary>Decimal strings, USD per token; -1 means that the price depends on where the router goes.</summary>
    private static JsonObject Pricing(Model model)
    {
        var dynamic = model.Id == Models.AutoRouter;
        var pricing = new JsonObject
        {
            ["prompt"] = dynamic ? "-1" : Text(model.PromptPrice),
            ["completion"] = dynamic ? "-1" : Text(model.CompletionPrice),
            ["request"] = "0",
            ["image"] = "0",
        };
        if (model.Caching is { } caching)
        {
            pricing["input_cache_read"] = Text(model.PromptPrice * caching.Read);
            pricing["input_cache_write"] = Text(model.PromptPrice * caching.Write);
        }

        return pricing;
    }

    private static string Text(decimal price) => price.ToString("0.##################", CultureInfo.InvariantCulture);
}
