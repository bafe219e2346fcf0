using PromptLab.Platform.OpenRouter;

namespace PromptLab.Models;

/// <param name="Stale">True when OpenRouter could not be asked: the list is the last good copy, or the built-in models alone.</param>
public sealed record ModelsResponse(IReadOnlyList<ModelResponse> Models, bool Stale);

/// <summary>A model one can run. Prices are decimal strings in USD per token; "-1" means that the price varies.</summary>
public sealed record ModelResponse(
    string Id,
    string Name,
    int? ContextLength,
    CatalogPricing Pricing,
    IReadOnlyList<string> SupportedParameters,
    IReadOnlyList<string> InputModalities,
    string? ExpirationDate,
    bool Simulated)
{
    public static ModelResponse From(CatalogModel model) => new(
        model.Id,
        model.Name,
        model.ContextLength,
        model.Pricing ?? new("-1", "-1"),
        model.SupportedParameters ?? [],
        model.Architecture?.InputModalities ?? [],
        model.ExpirationDate,
        OpenRouterOptions.IsSimulated(model.Id));
}
