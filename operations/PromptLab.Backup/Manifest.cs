namespace PromptLab.Backup;

/// <summary>Whose backup it is, when it is of one account alone.</summary>
internal sealed record Owner(string Id, string Email);

/// <summary>A file as it must be found again.</summary>
internal sealed record FileFacts(string Name, long Items, long Bytes, string Sha256);

/// <summary>A table or container: how many rows or blobs it has in the backup, and the hash of them all (<see cref="ContentHash"/>).</summary>
internal sealed record CollectionFacts(string Name, long Items, string Sha256, IReadOnlyList<FileFacts> Files);

/// <summary>How far the copy of a table or container has come. Next is the token that the rest is asked for with.</summary>
/// <param name="ChangedMeanwhile">Partitions that somebody wrote into while the table was copied.</param>
internal sealed record Progress(DateTimeOffset StartedAt, CollectionFacts Facts, string? Next, bool IsDone, IReadOnlyList<string> ChangedMeanwhile);

/// <summary>What a backup is and holds. Without an end it broke off, and can go on.</summary>
/// <param name="ChangedMeanwhile">Partitions (owners, mostly) of which the backup may have one row as it was before a change, and another as after.</param>
/// <param name="WrappingKeys">How many API keys are sealed under which version of the wrapping key, without which they cannot be opened.</param>
internal sealed record Manifest(
    int Format,
    Guid Id,
    string Source,
    Owner? Owner,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<CollectionFacts> Collections,
    IReadOnlyList<string> ChangedMeanwhile,
    IReadOnlyDictionary<string, int> WrappingKeys)
{
    public const int CurrentFormat = 1;

    public long Rows => Collections.Where(collection => collection.Name.StartsWith("tables/", StringComparison.Ordinal)).Sum(collection => collection.Items);

    public long Blobs => Collections.Sum(collection => collection.Items) - Rows;

    public static Manifest Begin(string source, Owner? owner, DateTimeOffset now) =>
        new(CurrentFormat, Guid.CreateVersion7(now), source, owner, now, null, [], [], new Dictionary<string, int>());
}
