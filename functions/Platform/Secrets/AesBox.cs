using System.Security.Cryptography;
using System.Text;

namespace PromptLab.Platform.Secrets;

/// <summary>AES-256-GCM with a random nonce: nonce, tag and cipher text in one array.</summary>
internal static class AesBox
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeadSize = NonceSize + TagSize;

    public static byte[] Close(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, string bound)
    {
        var box = new byte[HeadSize + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));

        using AesGcm aes = new(key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plain, box.AsSpan(HeadSize), box.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(bound));
        return box;
    }

    /// <summary>What is inside, or null when anything was changed: the box, the key, or what it was bound to.</summary>
    public static byte[]? TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, string bound)
    {
        if (box.Length < HeadSize)
        {
            return null;
        }

        var plain = new byte[box.Length - HeadSize];
        try
        {
            using AesGcm aes = new(key, TagSize);
            aes.Decrypt(box[..NonceSize], box[HeadSize..], box[NonceSize..HeadSize], plain, Encoding.UTF8.GetBytes(bound));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
