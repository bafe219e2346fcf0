using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace PromptLab.Platform.OpenRouter;

/// <summary>
/// Which failures are worth another try, how many, and after how long. Never once a token has come or something was billed:
/// a second call would be paid twice.
/// </summary>
internal static partial class RetryRules
{
    public const string InFlightBudget = "openrouter_in_flight_budget";
    public const string DailyLimit = "openrouter_free_tier_daily";

    /// <summary>What the message says where the limit is not named.</summary>
    public const string DailyLimitWords = "free-models-per-day";

    private const int Retries = 3;

    /// <summary>Nobody waits longer than this for another try: the failure says instead when it may succeed.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(0.5);

    public static ResiliencePipeline PipelineFor(ChatCompletion answer, ModelCall call, TimeProvider clock, ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new()
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is OpenRouterException { MayRetry: true } && !answer.HasTokens),
            MaxRetryAttempts = Retries,
            BackoffType = DelayBackoffType.Exponential,
            Delay = FirstBackoff,
            MaxDelay = LongestWait,
            UseJitter = true,
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as OpenRouterException)?.RetryAfter),
            OnRetry = args =>
            {
                var code = ((OpenRouterException)args.Outcome.Exception!).Code;
                call.Retry(code, args.RetryDelay);
                Log.Retrying(logger, code, args.RetryDelay.TotalSeconds);
                return ValueTask.CompletedTask;
            },
        }).Build();

    /// <summary>Whether the same call may succeed a little later.</summary>
    public static bool MayPass(int status, ChatError error) => error.IsRetryable != false && status switch
    {
        402 => error.Bears(InFlightBudget),
        429 => !error.Bears(DailyLimit) && !error.Bears(DailyLimitWords),
        408 or 500 or 502 or 503 or 504 or 524 or 529 => true,
        _ => false,
    };

    /// <summary>How long OpenRouter asks to wait; null when it does not say, or says a time that is over.</summary>
    public static TimeSpan? WaitAskedFor(ChatError error, HttpResponseHeaders headers, DateTimeOffset now)
    {
        // Times are by OpenRouter's clock, and ours may be wrong.
        now = headers.Date ?? now;
        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => ResetIn(error, headers) - now ?? SecondsAfter(error.RetryAfterSeconds),
        };

        return wait > TimeSpan.Zero ? wait : null;
    }

    private static DateTimeOffset? ResetIn(ChatError error, HttpResponseHeaders headers)
    {
        const string reset = "X-RateLimit-Reset";
        var text = error.Header(reset) ?? (headers.TryGetValues(reset, out var values) ? values.First() : null);

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
    }

    private static TimeSpan? SecondsAfter(double? seconds) => seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds.Value) : null;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "OpenRouter failed with {Code} before the first token; trying again in {Seconds} s")]
        public static partial void Retrying(ILogger logger, string code, double seconds);
    }
}
