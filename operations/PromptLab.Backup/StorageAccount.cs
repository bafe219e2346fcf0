using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using PromptLab.Platform.Storage;

namespace PromptLab.Backup;

/// <summary>A storage account and its name; what it holds belongs to whoever the command is for.</summary>
internal sealed record StorageAccount(string Name, StorageClients Clients)
{
    /// <summary>
    /// The account in Azure that was named, as whoever is signed in there (az login) and without a key; else the one that the
    /// environment's connection string leads to, which is Azurite unless it says otherwise.
    /// </summary>
    public static StorageAccount Open(string? nameInAzure)
    {
        if (nameInAzure is not null)
        {
            return new(nameInAzure, new(Configuration(ServicesOf(nameInAzure)), identity: new DefaultAzureCredential()));
        }

        var connection = Environment.GetEnvironmentVariable(StorageOptions.Section) is { Length: > 0 } text ? text : "UseDevelopmentStorage=true";
        if (new StorageOptions { ConnectionString = connection }.Complaints().FirstOrDefault() is { } complaint)
        {
            throw new BackupException(complaint);
        }

        return new(new BlobServiceClient(connection).AccountName, new(Configuration(new() { [StorageOptions.Section] = connection })));
    }

    private static Dictionary<string, string?> ServicesOf(string account) => new()
    {
        [$"{StorageOptions.Section}:tableServiceUri"] = $"https://{account}.table.core.windows.net",
        [$"{StorageOptions.Section}:blobServiceUri"] = $"https://{account}.blob.core.windows.net",
        [$"{StorageOptions.Section}:queueServiceUri"] = $"https://{account}.queue.core.windows.net",
    };

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
