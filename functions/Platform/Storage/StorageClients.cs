using Azure.Core;
using Azure.Core.Pipeline;
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

    private readonly Func<string, TableClient> openTable;
    private readonly BlobServiceClient blobs;
    private readonly QueueServiceClient queues;

    /// <param name="transport">What carries the requests, when somebody wants to count or break them.</param>
    /// <param name="identity">Who asks where no connection string is set, when it is not the app itself.</param>
    public StorageClients(IConfiguration configuration, HttpPipelineTransport? transport = null, TokenCredential? identity = null)
    {
        TableClientOptions tableOptions = new();
        BlobClientOptions blobOptions = new();
        // The queue trigger expects Base64; the client's own default is plain text, which would end in poison.
        QueueClientOptions queueOptions = new() { MessageEncoding = QueueMessageEncoding.Base64 };
        if (transport is not null)
        {
            (tableOptions.Transport, blobOptions.Transport, queueOptions.Transport) = (transport, transport, transport);
        }

        if (configuration[Connection] is { Length: > 0 } connectionString)
        {
            openTable = name => new CheckedTable(connectionString, name, tableOptions);
            blobs = new(connectionString, blobOptions);
            queues = new(connectionString, queueOptions);
            return;
        }

        identity ??= new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(Setting("clientId")));
        Uri tableService = new(Setting("tableServiceUri"));
        openTable = name => new CheckedTable(tableService, name, identity, tableOptions);
        blobs = new(new Uri(Setting("blobServiceUri")), identity, blobOptions);
        queues = new(new Uri(Setting("queueServiceUri")), identity, queueOptions);

        string Setting(string name) =>
            configuration[$"{Connection}:{name}"] ?? throw new InvalidOperationException($"Set {Connection}, or {Connection}__{name}.");
    }

    public TableClient Table(string name) => openTable(name);

    public BlobContainerClient Container(string name) => blobs.GetBlobContainerClient(name);

    public QueueClient Queue(string name) => queues.GetQueueClient(name);
}
