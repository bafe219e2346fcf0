using System.Security.Cryptography;
using System.Text;

namespace PromptLab.Platform.Secrets;

/// <summary>
/// Envelope encryption: each secret has a data key of its own, which is kept wrapped by a versioned key. Beside the data key
/// its owner's fingerprint is wrapped, so that an envelope moved to another account is known for what it is, and not taken
/// for a damaged one. All failures are <see cref="EnvelopeException"/>.
/// </summary>
public sealed class Envelope(WrappingKeys keys)
{
    private const int DataKeySize = 32;

    /// <summary>The version of the wrapping key without which the envelope cannot be opened; null when it is no envelope of ours.</summary>
    public static string? VersionOf(string envelope)
    {
        try
        {
            return SealedParts.Parse(envelope).Version;
        }
        catch (EnvelopeException)
        {
            return null;
        }
    }

    public async Task<string> SealAsync(string owner, string secret, CancellationToken cancellationToken)
    {
        var wrappingKey = await keys.GetCurrentAsync(cancellationToken);
        var dataKey = RandomNumberGenerator.GetBytes(DataKeySize);
        var plain = Encoding.UTF8.GetBytes(secret);
        try
        {
            return Wrap(wrappingKey, owner, dataKey, AesBox.Close(dataKey, plain, PayloadOf(owner)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public async Task<string> OpenAsync(string owner, string envelope, CancellationToken cancellationToken)
    {
        var parts = SealedParts.Parse(envelope);
        var dataKey = Unwrap(await keys.GetAsync(parts.Version, cancellationToken), owner, parts);
        byte[]? plain = null;
        try
        {
            plain = AesBox.TryOpen(dataKey, parts.Payload, PayloadOf(owner)) ?? throw EnvelopeException.Damaged("its payload was changed");
            return Encoding.UTF8.GetString(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>
    /// The same secret with its data key wrapped by the current key, or null when it is already. The payload is carried over
    /// as it is: the secret itself is not opened.
    /// </summary>
    public async Task<string?> RewrapAsync(string owner, string envelope, CancellationToken cancellationToken)
    {
        var parts = SealedParts.Parse(envelope);
        var current = await keys.GetCurrentAsync(cancellationToken);
        if (parts.Format is SealedParts.Current && parts.Version == current.Version)
        {
            return null;
        }

        var dataKey = Unwrap(await keys.GetAsync(parts.Version, cancellationToken), owner, parts);
        try
        {
            return Wrap(current, owner, dataKey, parts.Payload);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private static string Wrap(WrappingKey key, string owner, byte[] dataKey, byte[] payload)
    {
        byte[] content = [.. dataKey, .. FingerprintOf(owner)];
        try
        {
            return new SealedParts(SealedParts.Current, key.Version, AesBox.Close(key.Bytes, content, WrapOf(key.Version)), payload).ToString();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static byte[] Unwrap(WrappingKey key, string owner, SealedParts parts)
    {
        if (parts.Format is SealedParts.First)
        {
            // Nothing in the first format tells whose it is; it opens for its owner or not at all.
            return AesBox.TryOpen(key.Bytes, parts.Wrapped, PayloadOf(owner))
                ?? throw EnvelopeException.Damaged($"its data key does not open with wrapping key {key.Version} (the first format cannot tell a change from another owner)");
        }

        var content = AesBox.TryOpen(key.Bytes, parts.Wrapped, WrapOf(key.Version))
            ?? throw EnvelopeException.Damaged($"its data key does not open with wrapping key {key.Version}");
        try
        {
            return CryptographicOperations.FixedTimeEquals(content.AsSpan(DataKeySize), FingerprintOf(owner))
                ? content[..DataKeySize]
                : throw EnvelopeException.WrongOwner();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static byte[] FingerprintOf(string owner) => SHA256.HashData(Encoding.UTF8.GetBytes($"promptlab|owner|{owner}"));

    private static string WrapOf(string version) => $"promptlab|{SealedParts.Current}|{version}";

    // The same in both formats, so that a rotation can leave payloads alone.
    private static string PayloadOf(string owner) => $"promptlab|{SealedParts.First}|{owner}";
}
