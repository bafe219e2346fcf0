namespace OpenRouterSimulator.Accounts;

/// <summary>The terms under which a key was made.</summary>
public sealed record KeyTerms(decimal? Limit = null, LimitPeriod? Resets = null, DateTimeOffset? ExpiresAt = null);

public enum LimitPeriod
{
    Daily,
    Weekly,
    Monthly,
}
