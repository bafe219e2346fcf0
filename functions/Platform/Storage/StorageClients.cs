using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace PromptLab.Platform.Storage;

/// <summary>
/// The storage account of the Functions host: by connection string at home, as the app's identity in Azure
/// (AzureWebJobsStorage__tableServiceUri and its siblings).
/// </summary>
public sealed class StorageClients
{
    private const string Connection = "AzureWebJobsStorage";

    // The queue trigger expects Base64; the client's own default is plain text, which would end in poison.
    private static readonly QueueClientOptions QueueOptions = new() { MessageEncoding = QueueMessageEncoding.Base64 };

    private readonly TableServiceClient tables;
    private readonly BlobServiceClient blobs;
    private readonly QueueServiceClient queues;

    public StorageClients(IConfiguration configuration)
    {
        if (configuration[Connection] is { Length: > 0 } connectionString)
        {
            tables = new(connectionString);
            blobs = new(connectionString);
            queues = new(connectionString, QueueOptions);
            return;
        }

        TokenCredential identity = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(Setting("clientId")));
        tables = new(new Uri(Setting("tableServiceUri")), identity);
        blobs = new(new Uri(Setting("blobServiceUri")), identity);
        queues = new(new Uri(Setting("queueServiceUri")), identity, QueueOptions);

        string Setting(string name) =>
            configuration[$"{Connection}:{name}"] ?? throw new InvalidOperationException($"Set {Connection}, or {Connection}__{name}.");
    }

    public TableClient Table(string name) => tables.GetTableClient(name);

    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    public QueueClient Queue(string name) => queues.GetQueueClient(name);
}
