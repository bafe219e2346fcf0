using System.Text.RegularExpressions;

namespace PromptLab.LocalHost.Settings;

/// <summary>In a trigger, <c>%Name%</c> stands for the setting of that name.</summary>
public static partial class SettingNames
{
    public static string Resolve(this IConfiguration configuration, string text) =>
        Placeholder().Replace(text, match =>
            configuration[match.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw new StartupException($"A trigger names the setting {match.Value}, which is not set."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
