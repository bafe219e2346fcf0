using System.Globalization;
using PromptLab.Platform.OpenRouter;

namespace PromptLab.Runs;

/// <summary>USD for a token of the input, for one of the answer, and for the request itself.</summary>
public readonly record struct ModelPrice(decimal Input, decimal Output, decimal Request)
{
    /// <summary>Null when the catalogue does not tell it, or it varies.</summary>
    public static ModelPrice? Of(CatalogModel? model) =>
        model?.Pricing is { } pricing && Usd(pricing.Prompt) is { } input && Usd(pricing.Completion) is { } output && Usd(pricing.Request ?? "0") is { } request
            ? new(input, output, request)
            : null;

    public decimal For(int input, int output) => Request + (Input * input) + (Output * output);

    /// <summary>"-1" means that the price varies.</summary>
    private static decimal? Usd(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var usd) && usd >= 0 ? usd : null;
}
