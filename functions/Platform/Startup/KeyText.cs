namespace PromptLab.Platform.Startup;

/// <summary>What is wrong with a key that somebody set. No sentence repeats the key.</summary>
internal static class KeyText
{
    private const int Bytes = 32;

    /// <summary>Of 32 random bytes about 30 differ. Text and repetition have far fewer, and can be guessed.</summary>
    private const int LeastDifferent = 16;

    private const string WayOut = "put 32 random bytes in base64 there, as \"openssl rand -base64 32\" prints them.";

    /// <param name="orMore">Whether more than 32 bytes will do as well.</param>
    public static string? Complaint(string setting, string? text, bool orMore = false) => text?.Trim() switch
    {
        null or "" => $"{setting} is not set: {WayOut}",
        ['<', ..] => $"{setting} still holds the placeholder of local.settings.sample.json: {WayOut}",
        ['@', ..] => $"{setting} is a Key Vault reference that Azure did not resolve: look whether the secret is there, and whether the app's identity may read it.",
        var base64 => Parse(base64) switch
        {
            { } bytes when bytes.Length == Bytes || (orMore && bytes.Length > Bytes) =>
                bytes.Distinct().Count() < LeastDifferent ? $"{setting} is not random and could be guessed: {WayOut}" : null,
            _ => $"{setting} is not {Bytes} bytes{(orMore ? " or more" : "")} in base64: {WayOut}",
        },
    };

    private static byte[]? Parse(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var size) ? bytes[..size] : null;
    }
}
