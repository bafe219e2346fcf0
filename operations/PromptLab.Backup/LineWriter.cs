using System.Security.Cryptography;
using System.Text;

namespace PromptLab.Backup;

/// <summary>Writes a file line by line; it gets its name only when it is whole and on the disk.</summary>
internal sealed class LineWriter(string path) : IDisposable
{
    public const string PartSuffix = ".part";

    private readonly FileStream file = File.Create(path + PartSuffix);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long items;

    public long Bytes { get; private set; }

    public void Write(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        file.Write(bytes);
        hash.AppendData(bytes);
        Bytes += bytes.Length;
        items++;
    }

    public FileFacts Finish()
    {
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(path + PartSuffix, path, overwrite: true);
        return new(Path.GetFileName(path), items, Bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        file.Dispose();
        hash.Dispose();
    }
}
