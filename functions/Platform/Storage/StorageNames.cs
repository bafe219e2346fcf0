namespace PromptLab.Platform.Storage;

/// <summary>Every table, container and queue of the app, named once.</summary>
public static class StorageNames
{
    public const string Users = "Users";
    public const string Prompts = "Prompts";
    public const string Runs = "Runs";
    public const string RunOwners = "RunOwners";
    public const string Comparisons = "Comparisons";
    public const string RateLimits = "RateLimits";

    /// <summary>The container of texts that are too long for a table row.</summary>
    public const string Texts = "texts";

    /// <summary>The container of what is kept for everybody, such as the last good model catalogue.</summary>
    public const string Shared = "shared";

    public const string RunQueue = "runs";
    public const string RunPoisonQueue = "runs-poison";
    public const string RunCostQueue = "run-costs";
    public const string RunCostPoisonQueue = "run-costs-poison";

    public const string ComparisonQueue = "comparisons";
    public const string ComparisonPoisonQueue = "comparisons-poison";

    public static IReadOnlyList<string> Tables { get; } = [Users, Prompts, Runs, RunOwners, Comparisons, RateLimits];

    public static IReadOnlyList<string> Containers { get; } = [Texts, Shared];

    public static IReadOnlyList<string> Queues { get; } = [RunQueue, RunPoisonQueue, RunCostQueue, RunCostPoisonQueue, ComparisonQueue, ComparisonPoisonQueue];
}
