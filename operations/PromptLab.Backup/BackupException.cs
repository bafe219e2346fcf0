namespace PromptLab.Backup;

/// <summary>Something that whoever called the command can mend; told in one sentence, without a stack.</summary>
public sealed class BackupException(string message) : Exception(message);
