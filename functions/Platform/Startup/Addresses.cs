namespace PromptLab.Platform.Startup;

internal static class Addresses
{
    public static bool IsWeb(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    public static bool IsHttps(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps;

    /// <summary>Is it nothing but scheme, host and port, as browsers write them?</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && Uri.CheckHostName(address.IdnHost) is not UriHostNameType.Unknown
        && string.Equals(text, $"{address.Scheme}://{address.IdnHost}{(address.IsDefaultPort ? "" : $":{address.Port}")}", StringComparison.OrdinalIgnoreCase);

    /// <summary>An http address of this machine: browsers resolve every name under localhost to it.</summary>
    public static bool IsAtHome(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttp
        && (address.IsLoopback || address.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
