using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;

namespace PromptLab.Backup;

/// <summary>
/// A blob in the target for as long as a restore goes on: of which backup, and which files are in. It lies there and not beside
/// the backup, since only the target knows what became of the target.
/// </summary>
internal sealed class RestoreMark(StorageClients storage)
{
    private const string BlobName = "restore.json";

    private readonly BlobClient blob = storage.Container(StorageNames.Shared).GetBlobClient(BlobName);

    /// <summary>The mark's name in the container that holds it; null in every other.</summary>
    public static string? BlobIn(string container) => container == StorageNames.Shared ? BlobName : null;

    public async Task<Restoring?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToObjectFromJson<Restoring>(ApiJson.Options);
        }
        catch (RequestFailedException error) when (error.Status is 404)
        {
            return null;
        }
    }

    public Task SaveAsync(Restoring restoring, CancellationToken cancellationToken) =>
        blob.UploadAsync(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(restoring, ApiJson.Options)), overwrite: true, cancellationToken);

    public Task RemoveAsync(CancellationToken cancellationToken) => blob.DeleteIfExistsAsync(cancellationToken: cancellationToken);
}

/// <summary>A restore that is not over.</summary>
/// <param name="IsOver">Whether it began in a storage that was not empty.</param>
/// <param name="Files">The files that are in, such as "tables/Users/000001.jsonl".</param>
internal sealed record Restoring(Guid BackupId, bool IsOver, IReadOnlyList<string> Files);
