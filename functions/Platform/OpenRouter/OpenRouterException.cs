namespace PromptLab.Platform.OpenRouter;

/// <summary>A call that OpenRouter did not answer as it should, in the words a person can act on.</summary>
public sealed class OpenRouterException(string code, string message, bool mayRetry = false, TimeSpan? retryAfter = null) : Exception(message)
{
    public const string Failed = "openrouter-failed";
    public const string TimedOut = "openrouter-timeout";
    public const string KeyRejected = "api-key-rejected";
    public const string ConnectFailed = "connect-failed";

    /// <summary>The stable name of what went wrong; a run keeps it as its error_code.</summary>
    public string Code => code;

    /// <summary>Whether the same call may succeed a little later, as long as no token has arrived.</summary>
    public bool MayRetry => mayRetry;

    public TimeSpan? RetryAfter => retryAfter;

    public static OpenRouterException Unreachable() =>
        new(Failed, "OpenRouter could not be reached. Check the connection and run it again.", mayRetry: true);

    /// <summary>Not tried again: whoever is silent may still be at work, and bill it.</summary>
    public static OpenRouterException Silent(TimeSpan timeout) =>
        new(TimedOut, $"OpenRouter sent nothing for {timeout.TotalSeconds:0} seconds, so the call was given up. Run it again, or choose another model.");

    /// <summary>As above; and what goes on sending is surely at work.</summary>
    public static OpenRouterException Unending(TimeSpan longest) =>
        new(TimedOut, $"OpenRouter was not done after {longest.TotalMinutes:0} minutes, so the call was given up. What had arrived is kept; ask for less, or choose another model.");

    public static OpenRouterException Endless() =>
        new(Failed, "OpenRouter sent more than any answer is long, so the call was given up. What had arrived is kept; choose another model.");

    public static OpenRouterException Truncated() =>
        new(Failed, "The answer broke off before its end. What had arrived is kept; run it again for a whole answer.");

    /// <summary>May be tried again: OpenRouter does not bill a completion without tokens.</summary>
    public static OpenRouterException NoCompletion() =>
        new(Failed, "OpenRouter answered without any text. Run it again, or choose another model.", mayRetry: true);

    /// <summary>A finish that says "error" and nothing more.</summary>
    public static OpenRouterException BrokenOff() =>
        new(Failed, "The model's provider failed during the answer and gave no reason. Run it again, or choose another model.", mayRetry: true);
}
