using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromptLab.Platform.OpenRouter;

/// <summary>Turns the errors of one call into exceptions: a code, and a text without any key in it.</summary>
/// <param name="secrets">What was sent and must not come back in a text.</param>
/// <param name="body">What was sent as the body, where it helps to explain an error.</param>
internal sealed partial class CallFailures(TimeProvider clock, string body, params string?[] secrets)
{
    private const int LongestReason = 600;
    private const string Masked = "sk-…";

    private static readonly string[] HidingACause = ["", "Provider returned error", "Internal Server Error", "Upstream error"];

    /// <param name="httpStatus">Counts where the error itself names no status.</param>
    public OpenRouterException Of(ChatError error, int httpStatus, HttpResponseHeaders headers)
    {
        var status = error.Status ?? httpStatus;
        var now = clock.GetUtcNow();
        var wait = RetryRules.WaitAskedFor(error, headers, now);
        var failure = FailureTable.For(status, error);
        string?[] sentences =
        [
            ReasonIn(error) is { Length: > 0 } reason ? Sentence($"{failure.Meaning}: {reason}") : Sentence(failure.Meaning),
            Sentence(AdviceFor(failure, status, error)),
            wait is null ? null : WhenIt(now + wait.Value),
        ];

        return new(
            failure.Code,
            string.Join(' ', sentences.OfType<string>()),
            RetryRules.MayPass(status, error) && !(wait > RetryRules.LongestWait),
            wait);
    }

    /// <summary>What OpenRouter or the provider said, without keys and not endless; empty when they said nothing.</summary>
    public string ReasonIn(ChatError error)
    {
        var message = HidingACause.Contains(error.Message, StringComparer.OrdinalIgnoreCase) ? CauseIn(error) ?? error.Message : error.Message;
        string[] parts = [message.TrimEnd('.', ' '), string.Join(", ", error.Reasons)];
        return Tidy(string.Join(": ", parts.Where(part => part.Length > 0)));
    }

    private static string? CauseIn(ChatError error) =>
        (ErrorCause.In(error.Raw) ?? ErrorCause.In(error.PreviousErrors) ?? (error.Raw is { ValueKind: JsonValueKind.Object } raw ? raw.GetRawText() : null)) is { } cause
            ? error.ProviderName is { } provider ? $"{provider}: {cause}" : cause
            : null;

    /// <summary>What OpenRouter itself advises goes before what the table does.</summary>
    private string AdviceFor(Failure failure, int status, ChatError error) => (error.RemedyHint, error.FallbackModels) switch
    {
        _ when status is 404 && MayMeanStrictJson(error) && AsksForStrictJson() =>
            "The strict JSON schema may be what no provider supports: switch strict off, or choose another model",
        ({ } hint, _) => Tidy(hint),
        (_, { Count: > 0 } models) => Tidy($"OpenRouter suggests {string.Join(" or ", models.Take(3))}"),
        _ => failure.Advice,
    };

    /// <summary>A schema that no provider takes leaves none over, which OpenRouter puts down to the privacy settings.</summary>
    private static bool MayMeanStrictJson(ChatError error) =>
        (error.Bears("No endpoints") && !error.Bears("tool")) || error.Bears("data policy") || error.AvailabilityCode is "no_endpoints" or "constraint_filtered";

    private bool AsksForStrictJson() =>
        OpenRouterJson.TryParse<StrictAsk>(body) is { ResponseFormat.JsonSchema.Strict: true };

    private static string WhenIt(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"It may succeed from {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC on.");

    private static string Sentence(string text) => text is [.., '.' or '!' or '?' or '…'] ? text : text + ".";

    /// <summary>Keys go before anything is cut: half a key is one still.</summary>
    private string Tidy(string text)
    {
        foreach (var secret in secrets.Where(secret => !string.IsNullOrEmpty(secret)))
        {
            text = text.Replace(secret!, Masked, StringComparison.OrdinalIgnoreCase);
        }

        text = AnyKey().Replace(text, Masked);
        return text.Length > LongestReason ? text[..LongestReason] + "…" : text;
    }

    /// <summary>Keys of OpenRouter's and of most providers, whole or cut off.</summary>
    [GeneratedRegex(@"\bsk-[\w-]{6,}", RegexOptions.IgnoreCase)]
    private static partial Regex AnyKey();

    private sealed record StrictAsk(StrictFormat? ResponseFormat);

    private sealed record StrictFormat(StrictSchema? JsonSchema);

    private sealed record StrictSchema(bool? Strict);
}
