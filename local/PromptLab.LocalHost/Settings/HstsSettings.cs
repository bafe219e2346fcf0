namespace PromptLab.LocalHost.Settings;

public sealed record HstsSettings(TimeSpan MaxAge, bool IncludeSubDomains, bool Preload)
{
    public static HstsSettings? From(IConfigurationSection section) =>
        section.GetValue<bool>("isEnabled")
            ? new(
                section.GetValue("maxAge", TimeSpan.FromDays(30)),
                section.GetValue<bool>("includeSubDomains"),
                section.GetValue<bool>("preload"))
            : null;
}
