using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>
/// Everything that may be refused before an answer begins, in OpenRouter's order: model id, rate limit, credits, routing, context,
/// and last the fault that the model's id asks for. A model that fails gives way to the next one of <c>models</c>.
/// </summary>
public sealed class Admission(ModelCatalog catalog, KeyLedger ledger, TimeProvider clock, IOptions<SimulatorOptions> options)
{
    private static readonly HashSet<string> ProviderKeys =
    [
        "order", "only", "ignore", "allow_fallbacks", "require_parameters", "data_collection", "zdr", "enforce_distillable_text",
        "quantizations", "sort", "preferred_min_throughput", "preferred_max_latency", "max_price",
    ];

    private readonly ConcurrentDictionary<string, bool> _flakyPromptsSeen = new();

    public static void CheckKey(ApiKey key)
    {
        if (key.HasSpentItsLimit)
        {
            throw ApiErrors.KeyLimit();
        }

        if (key.HasNoCredits)
        {
            throw ApiErrors.NoCredits();
        }
    }

    public Model Admit(ApiKey key, ChatRequest request, int promptTokens)
    {
        CheckProviderKeys(request.Provider);
        Model[] candidates = [.. request.Models.Select(id => catalog.Find(id) ?? throw ApiErrors.UnknownModel(id))];
        foreach (var candidate in candidates[..^1])
        {
            try
            {
                return Try(key, request, candidate, promptTokens);
            }
            catch (ApiErrorException)
            {
                // The next one is asked, whatever the error was.
            }
        }

        return Try(key, request, candidates[^1], promptTokens);
    }

    private static void CheckProviderKeys(JsonElement? provider)
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

    private Model Try(ApiKey key, ChatRequest request, Model asked, int promptTokens)
    {
        var random = request.IsRepeatable ? new Random(Fingerprint.Of(request)) : Random.Shared;
        var model = catalog.Route(asked, request.Tools.Count > 0, request.Format == "json_schema", random);

        CheckRate(key, model);
        CheckCredits(key, request, model, promptTokens);
        CheckRouting(request, model);
        CheckContext(request, model, promptTokens);
        CheckFault(request, model);
        return model;
    }

    private void CheckRate(ApiKey key, Model model)
    {
        if (key.IsRateLimited)
        {
            throw model.IsFree ? ApiErrors.FreeLimit(clock.GetUtcNow()) : ApiErrors.UpstreamLimit(model, options.Value.RetryAfterSeconds);
        }
    }

    /// <summary>Without a cap on the answer the model's own maximum must be affordable: that surprises people with small balances.</summary>
    private void CheckCredits(ApiKey key, ChatRequest request, Model model, int promptTokens)
    {
        if (model.CompletionPrice == 0)
        {
            return;
        }

        var asked = Math.Min(request.MaxTokens ?? model.MaxCompletionTokens, model.MaxCompletionTokens);
        var affordable = (ledger.Balance(key) - promptTokens * model.PromptPrice) / model.CompletionPrice;
        if (affordable < asked)
        {
            throw ApiErrors.CannotAfford(asked, (int)Math.Max(0, affordable));
        }
    }

    private static void CheckRouting(ChatRequest request, Model model)
    {
        if (request.Tools is [var tool, ..] && !model.HasTools)
        {
            throw ApiErrors.NotFound(
                $"No endpoints found that support tool use. Try disabling \"{tool.Name}\". To learn more about provider routing, visit: " +
                "https://openrouter.ai/docs/guides/routing/provider-selection");
        }

        // Misleading, but this is what OpenRouter says when strict leaves no endpoint.
        if (request is { Format: "json_schema", IsStrict: true } && !model.HasStructuredOutputs)
        {
            throw ApiErrors.NotFound(
                "No endpoints available matching your guardrail restrictions and data policy. Configure: https://openrouter.ai/settings/privacy");
        }

        string[] only = [.. (request.Provider?.Items("only") ?? []).Select(item => item.ToString())];
        if (only.Length > 0 && !only.Contains(ModelJson.Slug(model.Provider)))
        {
            throw ApiErrors.NotFound("No allowed providers are available for the selected model.");
        }
    }

    private static void CheckContext(ChatRequest request, Model model, int promptTokens)
    {
        var asked = promptTokens + (long)(request.MaxTokens ?? 0);
        if (asked > model.ContextLength)
        {
            throw ApiErrors.ContextTooLong(model.ContextLength, (int)Math.Min(asked, int.MaxValue), promptTokens);
        }
    }

    private void CheckFault(ChatRequest request, Model model)
    {
        var retryAfter = options.Value.RetryAfterSeconds;
        var first = model.Fault == Fault.Flaky && _flakyPromptsSeen.TryAdd(Fingerprint.Text(request), true);
        var error = model.Fault switch
        {
            Fault.Status => ScriptedErrors.For(model, retryAfter),
            Fault.InFlightBudget => ApiErrors.InFlightBudget(retryAfter),
            Fault.Flaky when first => ApiErrors.Unavailable(retryAfter),
            _ => null,
        };
        if (error is not null)
        {
            throw error;
        }
    }
}
