using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>The model that answers, its script, the size of the prompt, and what is kept of the balance until the bill is known.</summary>
public sealed record Admitted(Model Model, Script Script, int PromptTokens, decimal Reserved);

/// <summary>
/// Everything that may be refused before an answer begins, in OpenRouter's order: model id, free limits, credits, routing, context,
/// and last the fault that was asked for. A model that fails gives way to the next one of <c>models</c>.
/// </summary>
public sealed class Admission(ModelCatalog catalog, KeyLedger ledger, FreeLimits freeLimits, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, bool> _promptsSeen = new();

    public void CheckKey(ApiKey key)
    {
        var terms = ledger.Terms(key);
        if (terms.ExpiresAt <= clock.GetUtcNow())
        {
            throw ApiErrors.RevokedKey();
        }

        if (key.HasSpentItsLimit || ledger.Spent(key, terms.Resets) >= terms.Limit)
        {
            throw ApiErrors.KeyLimit();
        }

        if (key.IsInDebt || ledger.Balance(key) < 0)
        {
            throw ApiErrors.NoCredits();
        }
    }

    public Admitted Admit(ApiKey key, ChatRequest request, Route route, int promptTokens)
    {
        RoutingFilters.CheckKeys(request.Provider);
        Model[] candidates = [.. request.Models.Select(id => catalog.Find(id) ?? throw ApiErrors.UnknownModel(id))];
        var earlier = new List<ApiErrorException>();
        foreach (var candidate in candidates[..^1])
        {
            try
            {
                return Try(key, request, route, candidate, promptTokens);
            }
            catch (ApiErrorException error)
            {
                // The next one is asked, whatever the error was.
                earlier.Add(error);
            }
        }

        try
        {
            return Try(key, request, route, candidates[^1], promptTokens);
        }
        catch (ApiErrorException error) when (error.Metadata is { } metadata && earlier.Count > 0)
        {
            metadata["previous_errors"] = new JsonArray([.. earlier.Select(before => new JsonObject { ["code"] = before.Status, ["message"] = before.Message })]);
            throw;
        }
    }

    private Admitted Try(ApiKey key, ChatRequest request, Route route, Model asked, int promptTokens)
    {
        var random = request.IsRepeatable ? new Random(Fingerprint.Of(request)) : Random.Shared;
        var model = catalog.Route(asked, candidate => RoutingFilters.Suits(request, candidate), random);
        var script = request.ScriptFor(model);
        try
        {
            CheckRate(key, model);
            var mostItMayCost = CheckCredits(key, request, model, promptTokens);
            RoutingFilters.Check(request, model);
            CheckContext(request, model, promptTokens);
            CheckScript(request, model, script);
            if (!ledger.TryReserve(key, mostItMayCost))
            {
                throw ApiErrors.InFlightBudget();
            }

            route.Note(model, StatusCodes.Status200OK);
            return new Admitted(model, script, promptTokens, mostItMayCost);
        }
        catch (ApiErrorException error)
        {
            route.Note(model, error.Status);
            throw;
        }
    }

    private void CheckRate(ApiKey key, Model model)
    {
        if (key.IsRateLimited)
        {
            throw model.IsFree ? ApiErrors.FreeMinute(clock.GetUtcNow()) : ApiErrors.UpstreamLimit(model);
        }

        if (model.IsFreeVariant)
        {
            freeLimits.Count(key);
        }
    }

    /// <summary>Without a cap on the answer the model's own maximum must be affordable: that surprises people with small balances.</summary>
    private decimal CheckCredits(ApiKey key, ChatRequest request, Model model, int promptTokens)
    {
        if (model.CompletionPrice == 0)
        {
            return 0;
        }

        var balance = ledger.Balance(key);
        if (balance <= 0)
        {
            throw ApiErrors.NoCredits();
        }

        if (promptTokens * model.PromptPrice > balance)
        {
            throw ApiErrors.PromptTooDear(promptTokens, (int)(balance / model.PromptPrice));
        }

        var asked = Math.Min(request.MaxTokens ?? model.MaxCompletionTokens, model.MaxCompletionTokens);
        var affordable = (balance - promptTokens * model.PromptPrice) / model.CompletionPrice;
        return affordable < asked
            ? throw ApiErrors.CannotAfford(asked, (int)affordable)
            : promptTokens * model.PromptPrice + asked * model.CompletionPrice;
    }

    private static void CheckContext(ChatRequest request, Model model, int promptTokens)
    {
        var asked = promptTokens + (long)(request.MaxTokens ?? 0);
        if (asked > model.ContextLength)
        {
            throw ApiErrors.ContextTooLong(model.ContextLength, (int)Math.Min(asked, int.MaxValue), promptTokens);
        }
    }

    private void CheckScript(ChatRequest request, Model model, Script script)
    {
        if (script.Refusal is { } refusal && (!script.RefusesOnce || _promptsSeen.TryAdd(Fingerprint.Text(request), true)))
        {
            throw refusal(model, clock.GetUtcNow());
        }
    }
}
