namespace PromptLab.LocalHost.Settings;

/// <summary>The part of host.json that decides how functions are reached.</summary>
public sealed record HostJson
{
    public string RoutePrefix { get; init; } = "api";

    public IReadOnlyDictionary<string, string> CustomHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>Null unless switched on.</summary>
    public HstsSettings? Hsts { get; init; }

    public QueueSettings Queues { get; init; } = new();

    /// <summary>What the file says where no file is.</summary>
    public static HostJson Default { get; } = new();

    /// <summary>Reads host.json beside the assembly, where the real host looks for it too.</summary>
    public static HostJson Read() =>
        From(new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json")).Build());

    public static HostJson From(IConfiguration file)
    {
        var http = file.GetSection("extensions:http");

        return new()
        {
            RoutePrefix = http["routePrefix"] ?? Default.RoutePrefix,
            CustomHeaders = http.GetSection("customHeaders").GetChildren().ToDictionary(header => header.Key, header => header.Value ?? ""),
            Hsts = HstsSettings.From(http.GetSection("hsts")),
            Queues = QueueSettings.From(file.GetSection("extensions:queues")),
        };
    }
}
