using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PromptLab.Tests.Architecture;

/// <summary>Which slice may use which. Every slice may use Platform; Platform knows no slice.</summary>
public partial class SliceRulesTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Platform"] = [],
        ["Auth"] = ["Platform"],
        ["Models"] = ["Platform"],
        ["Prompts"] = ["Platform"],
        // The settings are the account's: its name, its password, its end.
        ["Settings"] = ["Platform", "Auth"],
        ["Runs"] = ["Platform", "Models", "Prompts", "Settings"],
        ["Comparisons"] = ["Platform", "Models", "Prompts", "Settings", "Runs"],
    };

    [Fact]
    public void Slices_use_only_what_the_map_allows()
    {
        var folder = FunctionsFolder();

        var strays =
            from slice in Directory.GetDirectories(folder).Select(Path.GetFileName).Intersect(MayUse.Keys)
            from file in Directory.EnumerateFiles(Path.Combine(folder, slice!), "*.cs", SearchOption.AllDirectories)
            from stray in Strays(slice!, File.ReadAllText(file))
            select $"{slice}/{Path.GetFileName(file)} {stray}";

        Assert.Empty(strays);
    }

    [Fact]
    public void Every_folder_of_the_app_is_on_the_map()
    {
        string[] notCode = ["bin", "obj"];

        var folders = Directory.GetDirectories(FunctionsFolder()).Select(path => Path.GetFileName(path)!).Except(notCode);

        Assert.Empty(folders.Except(MayUse.Keys));
    }

    [Theory]
    [InlineData("Platform", "using PromptLab.Runs;")]
    [InlineData("Prompts", "using PromptLab.Runs;\n")]
    [InlineData("Auth", "namespace PromptLab.Auth;\nclass Stray { PromptLab.Settings.Limits limits; }")]
    [InlineData("Models", "global using static PromptLab.Prompts.LiquidTemplate;")]
    [InlineData("Runs", "using Store = PromptLab.Auth.UserStore;")]
    public void A_planted_stray_is_found(string slice, string source) => Assert.NotEmpty(Strays(slice, source));

    [Theory]
    [InlineData("Runs", "using PromptLab.Prompts;")]
    [InlineData("Settings", "using PromptLab.Auth;\nusing PromptLab.Platform.Http;")]
    public void What_the_map_allows_is_no_stray(string slice, string source) => Assert.Empty(Strays(slice, source));

    private static IEnumerable<string> Strays(string slice, string source) =>
        from Match named in NamesOfPromptLab().Matches(source)
        let other = named.Groups["slice"].Value
        where other != slice && MayUse.ContainsKey(other) && !MayUse[slice].Contains(other)
        select $"uses {other}";

    [GeneratedRegex(@"\bPromptLab\.(?<slice>\w+)")]
    private static partial Regex NamesOfPromptLab();

    private static string FunctionsFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../functions"));
}
