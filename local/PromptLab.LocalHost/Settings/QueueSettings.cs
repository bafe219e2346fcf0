namespace PromptLab.LocalHost.Settings;

/// <summary>The queue settings of host.json with the real host's defaults and limits; whatever it would refuse is refused.</summary>
public sealed record QueueSettings
{
    private const string Section = "host.json, extensions.queues";

    private static readonly string[] Known =
        ["batchSize", "newBatchThreshold", "maxPollingInterval", "visibilityTimeout", "maxDequeueCount", "messageEncoding"];

    public int BatchSize { get; init; } = 16;

    public int NewBatchThreshold { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Two seconds is the default in development; in Azure it is a minute.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause before a failed message is tried again; not the lease.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    public int MaxDequeueCount { get; init; } = 5;

    public bool Base64 { get; init; } = true;

    public static QueueSettings From(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(setting => !Known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new StartupException($"{Section}: '{unknown.Key}' is not a setting.");
        }

        var batchSize = Number(section, "batchSize", 1, 32, 16);

        return new()
        {
            BatchSize = batchSize,
            NewBatchThreshold = Number(section, "newBatchThreshold", 0, int.MaxValue, batchSize / 2 * Environment.ProcessorCount),
            MaxPollingInterval = Time(section, "maxPollingInterval", TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2)),
            VisibilityTimeout = Time(section, "visibilityTimeout", TimeSpan.Zero, TimeSpan.Zero),
            MaxDequeueCount = Number(section, "maxDequeueCount", 1, int.MaxValue, 5),
            Base64 = IsBase64(section["messageEncoding"]),
        };
    }

    private static int Number(IConfigurationSection section, string name, int least, int most, int otherwise) => section[name] switch
    {
        null => otherwise,
        var text when int.TryParse(text, out var number) && number >= least && number <= most => number,
        var text => throw new StartupException($"{Section}: {name} '{text}' is not a whole number of {least} or more{(most == int.MaxValue ? "" : $", {most} at most")}."),
    };

    private static TimeSpan Time(IConfigurationSection section, string name, TimeSpan least, TimeSpan otherwise) => section[name] switch
    {
        null => otherwise,
        var text when TimeSpan.TryParse(text, out var time) && time >= least && time <= TimeSpan.FromDays(7) => time,
        var text => throw new StartupException($"{Section}: {name} '{text}' is not a time between {least} and seven days."),
    };

    private static bool IsBase64(string? encoding) => encoding?.ToUpperInvariant() switch
    {
        null or "BASE64" => true,
        "NONE" => false,
        _ => throw new StartupException($"{Section}: messageEncoding '{encoding}' is neither base64 nor none."),
    };
}
