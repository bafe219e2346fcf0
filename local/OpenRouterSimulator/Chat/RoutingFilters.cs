using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>What a request demands of an endpoint; when nothing is left, it is 404.</summary>
public static class RoutingFilters
{
    private static readonly HashSet<string> ProviderKeys =
    [
        "order", "only", "ignore", "allow_fallbacks", "require_parameters", "data_collection", "zdr", "enforce_distillable_text",
        "quantizations", "sort", "preferred_min_throughput", "preferred_max_latency", "max_price",
    ];

    public static void CheckKeys(JsonElement? provider)
    {
        if (provider is not { ValueKind: JsonValueKind.Object } given)
        {
            return;
        }

        string[] unknown = [.. given.EnumerateObject().Select(member => member.Name).Where(name => !ProviderKeys.Contains(name))];
        if (unknown.Length > 0)
        {
            throw ApiErrors.BadRequest($"Unrecognized key(s) in object: {string.Join(", ", unknown.Select(name => $"'{name}'"))}");
        }
    }

    /// <summary>Whether a router may choose this model: it can what is asked for, and the plugin lets it.</summary>
    public static bool Suits(ChatRequest request, Model model)
    {
        string[] Patterns(string list) => [.. request.Body.Items("plugins")
            .Where(plugin => plugin.Text("id") == "auto-router")
            .SelectMany(plugin => plugin.Items(list))
            .Select(pattern => pattern.ToString())];
        bool Matches(string pattern) => FileSystemName.MatchesSimpleExpression(pattern, model.Id, ignoreCase: false);

        return (model.HasTools || request.Tools.Count == 0)
            && (model.HasStructuredOutputs || request.Format != "json_schema")
            && (Patterns("allowed_models") is not { Length: > 0 } allowed || allowed.Any(Matches))
            && !Patterns("excluded_models").Any(Matches);
    }

    public static void Check(ChatRequest request, Model model)
    {
        if (request.Tools is [var tool, ..] && !model.HasTools)
        {
            throw ApiErrors.NoTools(tool.Name);
        }

        if (request is { Format: "json_schema", IsStrict: true } && !model.HasStructuredOutputs)
        {
            throw ApiErrors.NoPolicy();
        }

        if (request.Provider is { } provider)
        {
            CheckProvider(provider, model);
            CheckParameters(provider, request, model);
            CheckPrice(provider, model);
        }
    }

    private static void CheckProvider(JsonElement provider, Model model)
    {
        string[] Names(string list) => [.. provider.Items(list).Select(item => item.ToString())];

        var slug = ModelJson.Slug(model.Provider);
        var isMissing = Names("only") is { Length: > 0 } only && !only.Contains(slug);
        var isIgnored = Names("ignore").Contains(slug);
        var isOutOfOrder = provider.Flag("allow_fallbacks") == false && Names("order") is { Length: > 0 } order && !order.Contains(slug);
        if (isMissing || isIgnored || isOutOfOrder)
        {
            throw ApiErrors.NoProvider();
        }
    }

    private static void CheckParameters(JsonElement provider, ChatRequest request, Model model)
    {
        var asksForMore =
            (request.Format == "json_schema" && !model.HasStructuredOutputs)
            || (request.Body.Member("reasoning") is not null && !model.Reasons);
        if (provider.Flag("require_parameters") == true && asksForMore)
        {
            throw ApiErrors.NotFound("No endpoints found that can handle the requested parameters.");
        }
    }

    /// <summary>The bounds are USD per million tokens, in the documents as strings.</summary>
    private static void CheckPrice(JsonElement provider, Model model)
    {
        bool IsTooDear(string name, decimal price) =>
            decimal.TryParse(provider.Member("max_price")?.Member(name)?.ToString(), CultureInfo.InvariantCulture, out var most)
            && price * 1_000_000 > most;

        if (IsTooDear("prompt", model.PromptPrice) || IsTooDear("completion", model.CompletionPrice))
        {
            throw ApiErrors.NotFound($"No endpoints found for {model.Id}.");
        }
    }
}
