using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace PromptLab.Platform.Secrets;

/// <summary>The wrapping keys by version, each 32 bytes in base64. The highest version wraps what is new.</summary>
public sealed class EncryptionOptions
{
    public const string Section = "Encryption";

    public Dictionary<int, string> WrappingKeys { get; } = [];
}

/// <summary>
/// Envelope encryption: each secret has a data key of its own, which is kept wrapped by a versioned key. The owner is bound
/// to both, so that a sealed secret moved to another account cannot be opened.
/// </summary>
public sealed class Envelope(IOptions<EncryptionOptions> options)
{
    private const string Format = "v1";

    public string Seal(string owner, string secret)
    {
        var version = options.Value.WrappingKeys.Keys.Max();
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var wrapped = Encrypt(WrappingKey(version), dataKey, owner);
        var payload = Encrypt(dataKey, Encoding.UTF8.GetBytes(secret), owner);
        CryptographicOperations.ZeroMemory(dataKey);

        return $"{Format}.{version}.{Convert.ToBase64String(wrapped)}.{Convert.ToBase64String(payload)}";
    }

    /// <summary>The secret. Throws <see cref="CryptographicException"/> for another owner, a changed byte or a key that is gone.</summary>
    public string Open(string owner, string envelope)
    {
        if (envelope.Split('.') is not [Format, var version, var wrapped, var payload])
        {
            throw new CryptographicException("The envelope has an unknown format.");
        }

        var dataKey = Decrypt(WrappingKey(int.Parse(version, System.Globalization.CultureInfo.InvariantCulture)), Convert.FromBase64String(wrapped), owner);
        var secret = Encoding.UTF8.GetString(Decrypt(dataKey, Convert.FromBase64String(payload), owner));
        CryptographicOperations.ZeroMemory(dataKey);
        return secret;
    }

    private byte[] WrappingKey(int version) =>
        options.Value.WrappingKeys.TryGetValue(version, out var key)
            ? Convert.FromBase64String(key)
            : throw new CryptographicException($"Wrapping key version {version} is not configured.");

    private static byte[] Encrypt(byte[] key, byte[] plain, string owner)
    {
        var nonceSize = AesGcm.NonceByteSizes.MaxSize;
        var tagSize = AesGcm.TagByteSizes.MaxSize;
        var result = new byte[nonceSize + tagSize + plain.Length];
        RandomNumberGenerator.Fill(result.AsSpan(0, nonceSize));

        using AesGcm aes = new(key, tagSize);
        aes.Encrypt(result.AsSpan(0, nonceSize), plain, result.AsSpan(nonceSize + tagSize), result.AsSpan(nonceSize, tagSize), AssociatedData(owner));
        return result;
    }

    private static byte[] Decrypt(byte[] key, byte[] sealedBytes, string owner)
    {
        var nonceSize = AesGcm.NonceByteSizes.MaxSize;
        var tagSize = AesGcm.TagByteSizes.MaxSize;
        var plain = new byte[sealedBytes.Length - nonceSize - tagSize];

        using AesGcm aes = new(key, tagSize);
        aes.Decrypt(sealedBytes.AsSpan(0, nonceSize), sealedBytes.AsSpan(nonceSize + tagSize), sealedBytes.AsSpan(nonceSize, tagSize), plain, AssociatedData(owner));
        return plain;
    }

    private static byte[] AssociatedData(string owner) => Encoding.UTF8.GetBytes($"promptlab|{Format}|{owner}");
}
