using System.Runtime.CompilerServices;

namespace PromptLab.Tests.Support;

/// <summary>Hundreds of apps are started: each would watch its configuration files, and a machine has watchers for a hundred.</summary>
internal static class NoFileWatchers
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
