using System.Globalization;
using System.Net;
using System.Text.Json;

namespace PromptLab.Platform.OpenRouter;

/// <summary>A call that OpenRouter did not answer with a completion, in the words a person can act on.</summary>
public sealed class OpenRouterException(string code, string message, bool mayRetry = false, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The stable name of what went wrong; a run keeps it as its error_code.</summary>
    public string Code => code;

    /// <summary>Whether the same call may succeed a little later, as long as no token has arrived.</summary>
    public bool MayRetry => mayRetry;

    public TimeSpan? RetryAfter => retryAfter;

    public static OpenRouterException Unreachable() =>
        new("openrouter-failed", "OpenRouter could not be reached. Check the connection and run it again.", mayRetry: true);

    public static OpenRouterException Silent(TimeSpan timeout) =>
        new("openrouter-timeout", $"OpenRouter sent nothing for {timeout.TotalSeconds:0} seconds, so the call was given up.");

    public static OpenRouterException Truncated() =>
        new("openrouter-failed", "The answer broke off before its end. What had arrived is kept; run it again for a whole answer.");

    public static OpenRouterException NoCompletion() =>
        new("openrouter-failed", "OpenRouter answered without any text. Run it again, or choose another model.");

    internal static OpenRouterException From(ChatError error, HttpStatusCode httpStatus, TimeSpan? retryAfter = null)
    {
        var status = StatusOf(error) ?? (int)httpStatus;
        var said = SaidBy(error);

        return status switch
        {
            401 => new("api-key-rejected", $"OpenRouter does not accept the API key: {said} Save a valid key in the settings."),
            402 => new("out-of-credits", $"The OpenRouter account cannot pay for this run: {said}"),
            403 => new("not-allowed", $"OpenRouter refused this run: {said}"),
            404 => new("model-unavailable", $"No provider can answer this now: {said}"),
            408 or 504 or 524 => new("openrouter-timeout", $"The model took too long: {said}", mayRetry: true, retryAfter),
            429 => new("rate-limited", $"OpenRouter is limiting requests: {said}", mayRetry: !IsDailyLimit(error), retryAfter),
            >= 500 => new("openrouter-failed", $"The model's provider failed: {said}", mayRetry: true, retryAfter),
            _ => new("openrouter-rejected", $"OpenRouter did not accept the request: {said}"),
        };
    }

    private static int? StatusOf(ChatError error) => error.Code switch
    {
        { ValueKind: JsonValueKind.Number } code when code.TryGetInt32(out var status) => status,
        { ValueKind: JsonValueKind.String } code when int.TryParse(code.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) => status,
        { ValueKind: JsonValueKind.String } => 500,
        _ => error.HttpStatus,
    };

    /// <summary>"Provider returned error" hides the cause, which lies in the metadata.</summary>
    private static string SaidBy(ChatError error)
    {
        var raw = error.Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty("raw", out var value)
            ? value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;
        var said = string.Join(" ", new[] { error.Message?.Trim(), raw?.Trim() }.Where(part => !string.IsNullOrEmpty(part)));

        return said.Length switch
        {
            0 => "no reason was given.",
            > 600 => said[..600] + "…",
            _ => said.EndsWith('.') ? said : said + ".",
        };
    }

    private static bool IsDailyLimit(ChatError error) =>
        error.Message?.Contains("per-day", StringComparison.Ordinal) == true;
}
