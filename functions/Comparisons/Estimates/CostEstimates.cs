using PromptLab.Models;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Estimates;

/// <summary>What a cell may cost; null when nobody can tell beforehand.</summary>
internal readonly record struct CellEstimate(int InputTokens, decimal? Low, decimal? High);

/// <summary>
/// What runs are going to cost, from the catalogue's prices. Nobody knows how a model cuts a text into tokens, or how much it has to
/// say: the low figure is the input alone, the high one the longest answer that is allowed.
/// </summary>
public sealed class CostEstimates(ModelCatalog models)
{
    /// <summary>Bytes of UTF-8 for a token, as English has them; other languages have fewer.</summary>
    private const int BytesPerToken = 4;

    private const int FewestBytesPerToken = 3;

    public const string Basis =
        "Prices are the catalogue's. Input tokens are counted as one for each 4 bytes of text. Low: that input, and no answer. "
        + "High: one token for each 3 bytes, and the longest answer that max_tokens or the model allows.";

    public async Task<EstimateResponse> OfAsync(ComparisonPlan plan, CancellationToken cancellationToken)
    {
        List<VariantEstimateResponse> variants = [];
        foreach (var variant in plan.Variants)
        {
            var model = await models.FindAsync(variant.Run.ModelId, cancellationToken);
            var cells = plan.Inputs.Select(input => Of(variant.Run.Fill(input.Variables), model)).ToList();
            variants.Add(new(
                variant.Label,
                cells.Sum(cell => cell.InputTokens) * plan.Repeats,
                new(SumOf(cells.Select(cell => cell.Low * plan.Repeats)), SumOf(cells.Select(cell => cell.High * plan.Repeats)))));
        }

        return new(
            plan.CellCount,
            variants.Sum(variant => variant.InputTokens),
            new(SumOf(variants.Select(variant => variant.CostUsd.Low)), SumOf(variants.Select(variant => variant.CostUsd.High))),
            Basis,
            variants,
            []);
    }

    /// <summary>A run of a text that belongs to no version yet, with the values that it has so far.</summary>
    public async Task<EstimateResponse> OfAsync(RunVariant text, RawJson? variables, CancellationToken cancellationToken)
    {
        var (input, missing) = text.FillPartly(variables);
        var cell = Of(input, await models.FindAsync(text.ModelId, cancellationToken));
        CostRange cost = new(cell.Low, cell.High);
        return new(1, cell.InputTokens, cost, Basis, [new($"Unsaved text on {text.ModelId}", cell.InputTokens, cost)], missing);
    }

    private static CellEstimate Of(RunInput input, CatalogModel? model)
    {
        var bytes = RunBudget.BytesOf(input with { ModelConfig = RawJson.EmptyObject }) - RawJson.EmptyObject.Text.Length;
        var tokens = (bytes + BytesPerToken - 1) / BytesPerToken;
        return RunBudget.PriceOf(input, model) is { } price
            ? new(tokens, price.For(tokens, 0), price.For((bytes + FewestBytesPerToken - 1) / FewestBytesPerToken, RunBudget.LongestAnswer(input, model)))
            : new(tokens, null, null);
    }

    /// <summary>What is unknown in part is unknown: the sum of the rest would be taken for the whole.</summary>
    private static decimal? SumOf(IEnumerable<decimal?> amounts) =>
        amounts.Aggregate((decimal?)0, (sum, amount) => sum + amount);
}
