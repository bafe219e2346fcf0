using System.Security.Cryptography;
using System.Text.Json;
using PromptLab.Platform.Json;

namespace PromptLab.Backup;

/// <summary>
/// A backup on disk: a manifest, and for each table and container a folder of files with one row or blob a line. Whatever is
/// there under its own name is whole: files are written as ".part" and renamed.
/// </summary>
internal sealed class BackupFolder(string path)
{
    private const string ManifestName = "manifest.json";
    private const string ProgressName = "progress.json";

    private static readonly JsonSerializerOptions Json = new(ApiJson.Options) { WriteIndented = true };

    public string Path => path;

    /// <summary>The backup that was begun here, or a new one.</summary>
    public Manifest Begin(string source, Owner? owner)
    {
        if (TryRead<Manifest>(ManifestName) is { } begun)
        {
            return begun switch
            {
                { FinishedAt: not null } => throw new BackupException($"{path} holds a whole backup of {begun.Source} already: choose another folder."),
                _ when begun.Source != source || begun.Owner != owner =>
                    throw new BackupException($"{path} holds a backup of {Describe(begun)} that broke off: finish that one, or choose another folder."),
                _ => begun,
            };
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new BackupException($"{path} is not empty and holds no backup: choose another folder.");
        }

        CreatePrivate(path);
        var manifest = Manifest.Begin(source, owner, TimeProvider.System.GetUtcNow());
        Save(manifest);
        return manifest;
    }

    /// <summary>The whole backup that lies here.</summary>
    public Manifest Open()
    {
        var manifest = TryRead<Manifest>(ManifestName) ?? throw new BackupException($"{path} holds no backup: it has no {ManifestName}.");
        return manifest switch
        {
            { Format: not Manifest.CurrentFormat } => throw new BackupException(
                $"{path} holds a backup of format {manifest.Format}, and this command knows format {Manifest.CurrentFormat}: restore it with the version that made it."),
            { FinishedAt: null } => throw new BackupException($"{path} holds a backup that broke off: finish it with the backup command and the same folder first."),
            _ => manifest,
        };
    }

    public void Save(Manifest manifest) => Write(ManifestName, manifest);

    public Progress? ReadProgress(string collection) => TryRead<Progress>(System.IO.Path.Combine(collection, ProgressName));

    public void Save(Progress progress) => Write(System.IO.Path.Combine(progress.Facts.Name, ProgressName), progress);

    public void Forget(string collection) => File.Delete(PathOf(collection, ProgressName));

    public LineWriter Create(string collection, int number)
    {
        CreatePrivate(PathOf(collection));
        return new(PathOf(collection, $"{number:000000}.jsonl"));
    }

    public IAsyncEnumerable<string> ReadAsync(CollectionFacts collection, FileFacts file, CancellationToken cancellationToken) =>
        File.ReadLinesAsync(PathOf(collection.Name, file.Name), cancellationToken);

    /// <summary>Every line of a table or container, in the order in which storage gave them.</summary>
    public IAsyncEnumerable<string> ReadAsync(CollectionFacts collection, CancellationToken cancellationToken) =>
        collection.Files.ToAsyncEnumerable().SelectMany(file => ReadAsync(collection, file, cancellationToken));

    /// <summary>Refuses, by name, a file that is not there or not as it was written.</summary>
    public async Task CheckAsync(CollectionFacts collection, FileFacts file, CancellationToken cancellationToken)
    {
        var name = $"{collection.Name}/{file.Name}";
        var onDisk = PathOf(collection.Name, file.Name);
        if (!File.Exists(onDisk))
        {
            throw new BackupException($"{name} is missing from the backup in {path}. Nothing was written: take the file from another copy of the backup.");
        }

        await using var stream = File.OpenRead(onDisk);
        if (stream.Length != file.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) != file.Sha256)
        {
            throw new BackupException($"{name} is not as it was backed up: its SHA-256 is another. Nothing was written: take the file from another copy of the backup.");
        }
    }

    private static string Describe(Manifest manifest) => manifest.Owner is { } owner ? $"{owner.Email} in {manifest.Source}" : manifest.Source;

    /// <summary>For nobody else on the machine: sign-in hashes and people's texts lie in it.</summary>
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private T? TryRead<T>(string name)
        where T : class
    {
        var file = PathOf(name);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<T>(File.ReadAllText(file), Json) : null;
        }
        catch (JsonException error)
        {
            throw new BackupException($"{file} cannot be read: {error.Message}");
        }
    }

    private void Write<T>(string name, T content)
    {
        var file = PathOf(name);
        CreatePrivate(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file + LineWriter.PartSuffix, JsonSerializer.Serialize(content, Json));
        File.Move(file + LineWriter.PartSuffix, file, overwrite: true);
    }

    private string PathOf(params ReadOnlySpan<string> names) => System.IO.Path.Combine([path, .. names]);
}
