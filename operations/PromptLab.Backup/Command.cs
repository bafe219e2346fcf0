namespace PromptLab.Backup;

/// <summary>What was asked for: <c>backup --to FOLDER</c> or <c>restore --from FOLDER</c>, and of which storage.</summary>
internal sealed record Command(bool IsRestore, string Folder, string? Owner, string? Account, bool Over)
{
    private const string Usage =
        "Use: backup --to FOLDER [--owner EMAIL_OR_ID] [--account NAME], or: restore --from FOLDER [--over] [--account NAME]. docs/backup.md explains both.";

    public static Command Parse(IReadOnlyList<string> arguments)
    {
        var isRestore = arguments switch
        {
            ["backup", ..] => false,
            ["restore", ..] => true,
            _ => throw new BackupException(Usage),
        };
        var folder = isRestore ? "--from" : "--to";
        Dictionary<string, string> options = [];
        for (var index = 1; index < arguments.Count; index++)
        {
            var name = arguments[index];
            var isKnown = name == folder || name == "--account" || name == (isRestore ? "--over" : "--owner");
            if (!isKnown || !options.TryAdd(name, name is "--over" ? "" : ValueOf(arguments, ++index)))
            {
                throw new BackupException($"'{name}' is not understood here. {Usage}");
            }
        }

        return options.TryGetValue(folder, out var path)
            ? new(isRestore, Path.GetFullPath(path), options.GetValueOrDefault("--owner"), options.GetValueOrDefault("--account"), options.ContainsKey("--over"))
            : throw new BackupException($"{folder} is missing. {Usage}");
    }

    private static string ValueOf(IReadOnlyList<string> arguments, int index) =>
        index < arguments.Count && arguments[index] is { Length: > 0 } value && !value.StartsWith("--", StringComparison.Ordinal)
            ? value
            : throw new BackupException($"'{arguments[index - 1]}' has no value. {Usage}");
}
