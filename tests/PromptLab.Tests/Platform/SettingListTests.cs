using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using PromptLab.Platform.Storage;

namespace PromptLab.Tests.Platform;

/// <summary>
/// local.settings.sample.json is the one list of settings. Here the code is held to it; tests/infra holds Azure to it.
/// </summary>
public partial class SettingListTests
{
    /// <summary>What the host itself goes by. At home one line says where storage is; how it is said in Azure is not on the list.</summary>
    private static readonly string[] TheHosts = ["FUNCTIONS_WORKER_RUNTIME", StorageOptions.Section];

    [Fact]
    public void The_list_names_every_setting_that_the_code_binds_and_no_other()
    {
        var bound = OptionsClasses().Where(options => options != typeof(StorageOptions)).SelectMany(Settings).Select(setting => setting.Name).Concat(TheHosts).Order(StringComparer.Ordinal);

        Assert.Equal(bound, List().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_figure_on_the_list_is_the_codes_own_default()
    {
        var figures =
            from options in OptionsClasses()
            from setting in Settings(options)
            where setting.Property.PropertyType.IsValueType
            select (setting.Name, Value: Convert.ToString(setting.Property.GetValue(Activator.CreateInstance(options)), CultureInfo.InvariantCulture));

        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Equal(figure.Value, List()[figure.Name]));
    }

    [Fact]
    public void Every_section_is_bound_by_a_class_that_names_it()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root(), "functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText);

        var sections = sources.SelectMany(source => Sections().Matches(source)).Select(match => match.Groups["section"].Value).ToList();

        Assert.NotEmpty(sections);
        Assert.Equal(OptionsClasses().Select(options => $"{options.Name}.Section").Order(StringComparer.Ordinal), sections.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Type> OptionsClasses() =>
        typeof(PromptLabServices).Assembly.GetTypes().Where(type => SectionOf(type) is not null);

    private static IEnumerable<(string Name, PropertyInfo Property)> Settings(Type options) =>
        from property in options.GetProperties()
        where property.SetMethod is { IsPublic: true } || IsDictionary(property)
        select ($"{SectionOf(options)}__{property.Name}{(IsDictionary(property) ? "__1" : "")}", property);

    private static bool IsDictionary(PropertyInfo property) => property.PropertyType.IsAssignableTo(typeof(System.Collections.IDictionary));

    private static string? SectionOf(Type type) => type.GetField("Section") is { IsLiteral: true } section ? (string?)section.GetRawConstantValue() : null;

    private static Dictionary<string, string> List()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "local.settings.sample.json")));
        return sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!);
    }

    [GeneratedRegex(@"GetSection\((?<section>[^)]+)\)")]
    private static partial Regex Sections();

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
