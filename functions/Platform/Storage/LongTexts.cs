using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;

namespace PromptLab.Platform.Storage;

/// <summary>Where a text lies: in the row itself, or in the blob that the row names.</summary>
public readonly record struct StoredText(string? Inline, string? Blob);

/// <summary>
/// Texts of any length for table rows: short ones stay in the row, longer ones go to a blob. A blob's name begins with
/// its owner's id and is written once, so that the row which names it commits the change.
/// </summary>
public sealed class LongTexts(StorageClients storage)
{
    /// <summary>UTF-8 bytes up to which a text stays in its row; a property holds 64 KiB of UTF-16.</summary>
    public const int MaxInlineBytes = 24 * 1024;

    public async Task<StoredText> SaveAsync(string blobName, string text, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MaxInlineBytes)
        {
            return new(text, null);
        }

        await storage.Container(StorageNames.Texts).GetBlobClient(blobName).UploadAsync(new BinaryData(text), overwrite: true, cancellationToken);
        return new(null, blobName);
    }

    public async Task<string> ReadAsync(StoredText text, CancellationToken cancellationToken)
    {
        if (text.Blob is null)
        {
            return text.Inline ?? "";
        }

        var download = await storage.Container(StorageNames.Texts).GetBlobClient(text.Blob).DownloadContentAsync(cancellationToken);
        return download.Value.Content.ToString();
    }

    /// <summary>Removes every text whose name begins so, such as all of one prompt.</summary>
    public async Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        var container = storage.Container(StorageNames.Texts);
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
        {
            await container.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.None, conditions: null, cancellationToken);
        }
    }
}
