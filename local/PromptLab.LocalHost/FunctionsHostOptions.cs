using PromptLab.LocalHost.Settings;

namespace PromptLab.LocalHost;

public sealed class FunctionsHostOptions
{
    public HostJson HostJson { get; set; } = HostJson.Default;

    /// <summary>How long running functions may go on after the app was told to stop, before their tokens are cancelled.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message stays hidden while its function runs; renewed at half-time. The real host fixes it at ten minutes.</summary>
    public TimeSpan MessageLease { get; set; } = TimeSpan.FromMinutes(10);
}
