using PromptLab.Platform.Startup;

namespace PromptLab.Platform.Http;

/// <summary>How often something may be done; 0 lifts a limit. The figures leave room for people and none for guessing.</summary>
public sealed class RateLimitOptions : ICheckedOptions
{
    public const string Section = "RateLimits";

    /// <summary>Wrong passwords for one e-mail address in 15 minutes, wherever they come from.</summary>
    public int FailedSignInsPerAccount { get; set; } = 10;

    /// <summary>Sign-ins from one network address in 15 minutes, right or wrong.</summary>
    public int SignInsPerAddress { get; set; } = 100;

    /// <summary>New accounts from one network address in an hour.</summary>
    public int RegistrationsPerAddress { get; set; } = 20;

    /// <summary>Runs that one user starts in a minute; a script of theirs may be busy, but not without end.</summary>
    public int RunsPerUser { get; set; } = 600;

    public IEnumerable<string> Complaints() =>
        from limit in new[]
        {
            (Name: nameof(FailedSignInsPerAccount), Count: FailedSignInsPerAccount),
            (Name: nameof(SignInsPerAddress), Count: SignInsPerAddress),
            (Name: nameof(RegistrationsPerAddress), Count: RegistrationsPerAddress),
            (Name: nameof(RunsPerUser), Count: RunsPerUser),
        }
        where limit.Count < 0
        select $"{Section}__{limit.Name} is {limit.Count}: set it to 0 for no limit, or to the number allowed.";
}

/// <summary>One rule: so many in a window. Under a storm of writes an open limit lets pass, a closed one refuses.</summary>
public sealed record RateLimit(string Scope, int Count, TimeSpan Window, string Sentence, bool IsOpen = false);
