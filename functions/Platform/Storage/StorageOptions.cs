using Azure.Storage.Queues;
using PromptLab.Platform.Startup;

namespace PromptLab.Platform.Storage;

/// <summary>Where storage is: a connection string at home, the addresses and the app's identity in Azure.</summary>
public sealed class StorageOptions : ICheckedOptions
{
    public const string Section = "AzureWebJobsStorage";

    private const string AtHome = "set it to UseDevelopmentStorage=true for Azurite on your own machine, or to a storage account's connection string";

    /// <summary>The setting itself; the others are below it.</summary>
    public string? ConnectionString { get; set; }

    public string? ClientId { get; set; }

    public string? TableServiceUri { get; set; }

    public string? BlobServiceUri { get; set; }

    public string? QueueServiceUri { get; set; }

    public IEnumerable<string> Complaints()
    {
        if (!string.IsNullOrEmpty(ConnectionString))
        {
            return IsUsable(ConnectionString) ? [] : [$"{Section} is no connection string: {AtHome}."];
        }

        return string.IsNullOrEmpty(ClientId + TableServiceUri + BlobServiceUri + QueueServiceUri)
            ? [$"{Section} is not set: {AtHome}."]
            : IdentityComplaints();
    }

    private IEnumerable<string> IdentityComplaints()
    {
        if (string.IsNullOrEmpty(ClientId))
        {
            yield return $"{Section}__clientId is not set: it names the identity that may use the storage account. Without one, {AtHome}.";
        }

        foreach (var (name, address) in new[] { ("table", TableServiceUri), ("blob", BlobServiceUri), ("queue", QueueServiceUri) })
        {
            if (!Addresses.IsHttps(address))
            {
                yield return $"{Section}__{name}ServiceUri is '{address}', which is no https address: set it to the account's own, such as https://account.{name}.core.windows.net.";
            }
        }
    }

    private static bool IsUsable(string connectionString)
    {
        try
        {
            return new QueueServiceClient(connectionString).Uri is not null;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            return false;
        }
    }
}
