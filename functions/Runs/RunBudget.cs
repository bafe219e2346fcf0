using System.Globalization;
using System.Text;
using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Platform.OpenRouter;
using PromptLab.Settings;

namespace PromptLab.Runs;

public enum Admission { Granted, MustWait, Refused }

/// <summary>May a run begin now? If so, with which cap on its answer's tokens and how much of the user's money held back for it.</summary>
/// <param name="Added">The cap, as a parameter that PromptLab adds; empty when the run has one of its own.</param>
/// <param name="Sentence">Why it is refused.</param>
public sealed record RunBudget(Admission Admission, RawJson Added, decimal ReservedUsd, string Sentence = "")
{
    /// <summary>Tokens that are asked for when neither the user nor the catalogue says how long an answer may get.</summary>
    private const int DefaultOutputTokens = 8_192;

    /// <summary>An answer shorter than this is not worth its price: the run is refused instead.</summary>
    private const int LeastOutputTokens = 256;

    private static readonly string[] CapNames = ["max_completion_tokens", "max_tokens"];

    /// <summary>Parameters that make a call cost more than its tokens, or another model answer it.</summary>
    private static readonly string[] Unpriced = ["models", "plugins", "web_search_options"];

    /// <param name="model">The model as the catalogue tells it; null when it does not.</param>
    public static RunBudget For(RunInput input, CatalogModel? model, Limits limits, SpendingLedger ledger, DateTimeOffset now)
    {
        if (ledger.Running >= limits.MaxConcurrentRuns)
        {
            return Wait();
        }

        var config = input.ModelConfig.Values();
        var bytes = BytesOf(input);
        var own = OwnCapOf(config);
        var cap = own ?? LongestAnswerOf(model, bytes);
        var spent = ledger.SpentAt(now);
        var left = Least(limits.DailyUsd - spent.Today, limits.MonthlyUsd - spent.ThisMonth);
        if (Least(left, limits.PerRunUsd) is not { } most)
        {
            return Grant(own, cap, model, 0);
        }

        decimal? needed = null;
        if (PriceOf(input, model) is { } price)
        {
            cap = own ?? AffordableCap(cap, price, bytes, most);
            needed = price.For(bytes, cap);
        }

        if (needed is null ? most <= 0 : needed > 0 && needed > most)
        {
            return Refuse(spent, limits, needed);
        }

        // What nobody can price gets what there is, and nobody else gets any meanwhile.
        var held = needed ?? most;
        return held > 0 && held > left - ledger.Reserved ? Wait() : Grant(own, cap, model, held);
    }

    /// <summary>The most tokens of an answer: as the parameters say, or as the model can.</summary>
    public static int LongestAnswer(RunInput input, CatalogModel? model) => OwnCapOf(input.ModelConfig.Values()) ?? LongestAnswerOf(model, BytesOf(input));

    /// <summary>Null when nobody can tell beforehand.</summary>
    public static ModelPrice? PriceOf(RunInput input, CatalogModel? model) =>
        Unpriced.Any(input.ModelConfig.Values().ContainsKey) ? null : ModelPrice.Of(model);

    /// <summary>No tokenizer makes more tokens than there are bytes; tools and schemas are part of the input too.</summary>
    public static int BytesOf(RunInput input) =>
        Encoding.UTF8.GetByteCount(input.Rendered.SystemMessage) + Encoding.UTF8.GetByteCount(input.Rendered.UserMessage)
            + Encoding.UTF8.GetByteCount(input.ModelConfig.Text);

    /// <summary>As long an answer as the money allows, as long as it is worth its price.</summary>
    private static int AffordableCap(int longest, ModelPrice price, int bytes, decimal most) => price.For(bytes, longest) <= most
        ? longest
        : (int)Math.Max(Math.Min(longest, LeastOutputTokens), (most - price.For(bytes, 0)) / price.Output);

    private static RunBudget Wait() => new(Admission.MustWait, RawJson.EmptyObject, 0);

    private static RunBudget Grant(int? own, int cap, CatalogModel? model, decimal reserved)
    {
        var name = model?.SupportedParameters is { } known && known.Contains("max_tokens") && !known.Contains("max_completion_tokens") ? "max_tokens" : "max_completion_tokens";
        return new(Admission.Granted, own is null ? RawJson.FromMembers([RawMember.Of(name, cap.ToString(CultureInfo.InvariantCulture))]) : RawJson.EmptyObject, reserved);
    }

    private static RunBudget Refuse(Spent spent, Limits limits, decimal? needed)
    {
        var allowed = string.Join(", ", new[]
        {
            limits.PerRunUsd is { } perRun ? $"{Text(perRun)} USD a run" : null,
            limits.DailyUsd is { } daily ? $"{Text(daily)} USD a day ({Text(spent.Today)} spent today)" : null,
            limits.MonthlyUsd is { } monthly ? $"{Text(monthly)} USD a month ({Text(spent.ThisMonth)} spent)" : null,
        }.Where(part => part is not null));
        var need = needed is { } usd ? $"This run could cost up to {Text(usd)} USD. " : "What this run would cost cannot be told beforehand. ";
        return new(Admission.Refused, RawJson.EmptyObject, 0, $"{need}You allow {allowed}. Ask for fewer tokens (max_tokens), raise the limit in the settings, or wait until it starts anew (UTC).");
    }

    private static int? OwnCapOf(IReadOnlyDictionary<string, JsonElement> config) =>
        CapNames
            .Select(name => config.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var tokens)
                ? (int?)Math.Min(tokens, int.MaxValue)
                : null)
            .FirstOrDefault(tokens => tokens is not null);

    /// <summary>As long as the model can answer. The context holds question and answer; three bytes a token leave the question its room.</summary>
    private static int LongestAnswerOf(CatalogModel? model, int inputBytes)
    {
        var most = model?.TopProvider?.MaxCompletionTokens ?? DefaultOutputTokens;
        return model?.ContextLength is { } context ? Math.Min(most, Math.Max(LeastOutputTokens, context - (inputBytes / 3) - 64)) : most;
    }

    private static string Text(decimal usd) => usd.ToString("0.##########", CultureInfo.InvariantCulture);

    private static decimal? Least(decimal? one, decimal? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
