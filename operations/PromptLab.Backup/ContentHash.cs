using System.Security.Cryptography;
using System.Text;

namespace PromptLab.Backup;

/// <summary>
/// A hash of many lines that is the same in whatever order they come and into whatever files they are cut: the sum of their
/// SHA-256 hashes, as numbers of 256 bits. So it can be taken along when a copy that broke off goes on.
/// </summary>
internal sealed class ContentHash
{
    private readonly byte[] sum = new byte[SHA256.HashSizeInBytes];

    public ContentHash()
    {
    }

    public ContentHash(string hex) => Convert.FromHexString(hex).CopyTo(sum, 0);

    public void Add(string line)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(line));
        var carry = 0;
        for (var index = sum.Length - 1; index >= 0; index--)
        {
            carry += sum[index] + hash[index];
            sum[index] = (byte)carry;
            carry >>= 8;
        }
    }

    public override string ToString() => Convert.ToHexStringLower(sum);
}
