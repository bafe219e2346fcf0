namespace PromptLab.LocalHost;

/// <summary>The app cannot start, for a reason that whoever started it can mend; told in one line, without a stack.</summary>
public sealed class StartupException(string message) : Exception(message);
