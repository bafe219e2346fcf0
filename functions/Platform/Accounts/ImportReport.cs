namespace PromptLab.Platform.Accounts;

/// <summary>Something in a document that could not be taken in, by its path such as "prompts[3].name".</summary>
public sealed record ImportProblem(string Path, string Message);

/// <summary>How many items were new, and how many were there already.</summary>
public sealed record ImportCount(int Added, int Skipped);

/// <summary>What an import did, told as it goes.</summary>
public sealed class ImportReport
{
    private readonly Dictionary<string, ImportCount> counts = [];
    private readonly List<ImportProblem> problems = [];

    public IReadOnlyList<ImportProblem> Problems => problems;

    public ImportCount CountOf(string kind) => counts.GetValueOrDefault(kind, new(0, 0));

    public void Added(string kind, int count = 1) => counts[kind] = CountOf(kind) with { Added = CountOf(kind).Added + count };

    public void Skipped(string kind) => counts[kind] = CountOf(kind) with { Skipped = CountOf(kind).Skipped + 1 };

    public void Problem(string path, string message) => problems.Add(new(path, message));
}
