using System.Text.Json;
using Azure;
using Microsoft.Extensions.Logging;
using PromptLab.Platform.OpenRouter;
using PromptLab.Platform.Storage;

namespace PromptLab.Models;

/// <summary>
/// The models one can run: the built-in router, the simulator's where there is one, and OpenRouter's catalogue, kept an hour.
/// The last good catalogue lies in a blob for the hours when OpenRouter cannot be reached.
/// </summary>
public sealed partial class ModelCatalog(OpenRouterClient openRouter, StorageClients storage, TimeProvider clock, ILogger<ModelCatalog> logger) : IDisposable
{
    private const string LastGoodBlob = "models.json";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryAfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is there whatever OpenRouter says; a stranger sees no more.</summary>
    public static IReadOnlyList<CatalogModel> BuiltIn { get; } =
        [new("openrouter/free", "Free Models Router", 200_000, new("0", "0"), null, new(["text"]), null, null)];

    private readonly SemaphoreSlim oneAtATime = new(1);
    private Catalog? current;
    private DateTimeOffset askAgainAt;

    public async Task<(IReadOnlyList<CatalogModel> Models, bool IsStale)> ListAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (current is null || clock.GetUtcNow() >= askAgainAt)
            {
                current = await LoadAsync(cancellationToken);
                askAgainAt = clock.GetUtcNow() + (current.IsStale ? RetryAfterFailure : Fresh);
            }

            return (current.Models, current.IsStale);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>The model of this id; null when the catalogue does not have it, or cannot be had soon enough for a run to wait.</summary>
    public async Task<CatalogModel?> FindAsync(string modelId, CancellationToken cancellationToken)
    {
        try
        {
            var (models, _) = await ListAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            return models.FirstOrDefault(model => model.Id == modelId);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task<Catalog> LoadAsync(CancellationToken cancellationToken)
    {
        var simulated = ListOrNothingAsync(openRouter.ListSimulatedModelsAsync, cancellationToken);
        var live = await ListOrNothingAsync(openRouter.ListModelsAsync, cancellationToken);
        var listed = live ?? current?.Live ?? await ReadLastGoodAsync(cancellationToken);

        if (live is not null)
        {
            await storage.Container(StorageNames.Shared).GetBlobClient(LastGoodBlob)
                .UploadAsync(BinaryData.FromObjectAsJson(live), overwrite: true, cancellationToken);
        }

        List<CatalogModel> models = [.. BuiltIn, .. await simulated ?? []];
        var known = models.Select(model => model.Id).ToHashSet();
        models.AddRange(listed.Where(model => !known.Contains(model.Id) && !OpenRouterOptions.IsSimulated(model.Id)));
        return new(models, listed, live is null);
    }

    private async Task<IReadOnlyList<CatalogModel>?> ListOrNothingAsync(
        Func<CancellationToken, Task<IReadOnlyList<CatalogModel>>> listAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await listAsync(cancellationToken);
        }
        catch (OpenRouterException error)
        {
            Log.NotReached(logger, error.Code);
            return null;
        }
    }

    private async Task<IReadOnlyList<CatalogModel>> ReadLastGoodAsync(CancellationToken cancellationToken)
    {
        try
        {
            var blob = await storage.Container(StorageNames.Shared).GetBlobClient(LastGoodBlob).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize<List<CatalogModel>>(blob.Value.Content) ?? [];
        }
        catch (RequestFailedException error) when (error.Status == 404)
        {
            return [];
        }
    }

    private sealed record Catalog(IReadOnlyList<CatalogModel> Models, IReadOnlyList<CatalogModel> Live, bool IsStale);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The model catalogue could not be read ({Code}); the last good copy is used")]
        public static partial void NotReached(ILogger logger, string code);
    }
}
