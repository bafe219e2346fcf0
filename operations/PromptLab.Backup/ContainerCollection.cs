using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace PromptLab.Backup;

/// <param name="prefix">How the names of the blobs begin that count; null for all.</param>
/// <param name="except">A blob that does not count; null for none.</param>
internal sealed class ContainerCollection(BlobContainerClient container, string? prefix, string? except = null) : Collection
{
    /// <summary>Blobs that are in memory at once while they are read.</summary>
    private const int PageSize = 16;

    private const int Writers = 8;

    public override string Name => $"blobs/{container.Name}";

    public override async IAsyncEnumerable<ItemPage> ReadAsync(string? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in Blobs(cancellationToken).AsPages(from, PageSize))
        {
            var blobs = await Task.WhenAll(page.Values.Where(Counts).Select(blob => FindAsync(blob.Name, cancellationToken)));
            yield return new([.. blobs.OfType<Item>()], page.ContinuationToken is { Length: > 0 } next ? next : null);
        }
    }

    public override async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        !await Blobs(cancellationToken).AnyAsync(Counts, cancellationToken);

    public override Task WriteAsync(IAsyncEnumerable<string> lines, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        lines.Select(BlobLine.Parse),
        new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellationToken },
        async (blob, token) =>
        {
            BlobUploadOptions options = new() { HttpHeaders = new() { ContentType = blob.ContentType }, Metadata = blob.Metadata };
            await container.GetBlobClient(blob.Name).UploadAsync(blob.Content, options, token);
        });

    public override Item Parse(string line) => new(BlobLine.Parse(line).Name, line);

    private AsyncPageable<BlobItem> Blobs(CancellationToken cancellationToken) =>
        container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken);

    private bool Counts(BlobItem blob) => blob.Name != except;

    /// <summary>Null for a blob that was deleted since it was listed.</summary>
    private async Task<Item?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var blob = (await container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value;
            return new BlobLine(name, blob.Details.ContentType, blob.Details.Metadata, blob.Content).ToItem();
        }
        catch (RequestFailedException error) when (error.Status is 404)
        {
            return null;
        }
    }
}
