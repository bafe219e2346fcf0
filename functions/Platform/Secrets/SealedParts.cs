namespace PromptLab.Platform.Secrets;

/// <summary>An envelope taken apart: <c>format.version.wrapped data key.payload</c>, the last two in base64.</summary>
internal sealed record SealedParts(string Format, string Version, byte[] Wrapped, byte[] Payload)
{
    /// <summary>The wrapped data key has its owner's fingerprint beside it.</summary>
    public const string Current = "v2";

    /// <summary>The owner was bound to the wrapped data key only as associated data. Still read; a rotation brings it up to date.</summary>
    public const string First = "v1";

    public static SealedParts Parse(string envelope) =>
        envelope.Split('.') is [Current or First, { Length: > 0 }, _, _] and var parts
            ? new(parts[0], parts[1], BytesOf(parts[2]), BytesOf(parts[3]))
            : throw EnvelopeException.UnknownFormat();

    public override string ToString() => $"{Format}.{Version}.{Convert.ToBase64String(Wrapped)}.{Convert.ToBase64String(Payload)}";

    private static byte[] BytesOf(string base64)
    {
        var bytes = new byte[base64.Length];

        // The decoder skips blanks and leaves the last character's spare bits unread: only the one true spelling is whole.
        return Convert.TryFromBase64String(base64, bytes, out var size) && Convert.ToBase64String(bytes, 0, size) == base64
            ? bytes[..size]
            : throw EnvelopeException.Damaged("its base64 is broken");
    }
}
