using System.Text.Json;

namespace PromptLab.LocalHost.Settings;

/// <summary>local.settings.json, found and read as Core Tools do.</summary>
public sealed class LocalSettings
{
    private const string FileName = "local.settings.json";

    public int? HttpPort { get; private init; }

    /// <summary>Ready to be configuration: <c>Auth__SigningKey</c> is <c>Auth:SigningKey</c>.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; private init; } = new Dictionary<string, string?>();

    /// <summary>Looks in the first folder, from here upwards, that has a host.json or the file itself.</summary>
    public static LocalSettings Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, FileName);

            if (File.Exists(file))
            {
                return Parse(File.ReadAllText(file));
            }

            if (File.Exists(Path.Combine(at.FullName, "host.json")))
            {
                break;
            }
        }

        return new();
    }

    public static LocalSettings Parse(string json)
    {
        var file = Deserialize(json);

        if (file.IsEncrypted)
        {
            throw new StartupException($"{FileName} must say \"IsEncrypted\": false; where it says nothing, Core Tools take it for encrypted.");
        }

        return new()
        {
            HttpPort = file.Host?.LocalHttpPort,
            Values = (file.Values ?? []).ToDictionary(
                value => value.Key.Replace("__", ":", StringComparison.Ordinal), value => value.Value, StringComparer.OrdinalIgnoreCase),
        };
    }

    private static SettingsFile Deserialize(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<SettingsFile>(json, ReadOptions) ?? new();
        }
        catch (JsonException exception)
        {
            throw new StartupException($"{FileName} cannot be read; Values must be plain strings. {exception.Message}");
        }
    }

    private static readonly JsonSerializerOptions ReadOptions =
        new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private sealed record SettingsFile(Dictionary<string, string?>? Values = null, HostSection? Host = null, bool IsEncrypted = true);

    private sealed record HostSection(int? LocalHttpPort = null);
}
