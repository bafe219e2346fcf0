using Azure.Data.Tables;
using PromptLab.Auth;
using PromptLab.Platform.Storage;

namespace PromptLab.Backup;

/// <summary>What a backup is of: every table and container of the app, or one account's part of those that have any.</summary>
internal sealed class Selection
{
    private Selection(IReadOnlyList<TableCollection> tables, IReadOnlyList<ContainerCollection> containers) => (Tables, Containers) = (tables, containers);

    public IReadOnlyList<TableCollection> Tables { get; }

    public IReadOnlyList<ContainerCollection> Containers { get; }

    public IEnumerable<Collection> All => [.. Tables, .. Containers];

    public static Selection Of(StorageClients storage, Owner? owner) => owner is null
        ? new(
            [.. StorageNames.Tables.Select(name => new TableCollection(storage.Table(name), filter: null))],
            [.. StorageNames.Containers.Select(name => new ContainerCollection(storage.Container(name), prefix: null, except: RestoreMark.BlobIn(name)))])
        : new(
            [
                new(storage.Table(StorageNames.Users), $"({RowsOf(owner)} and not ({SessionsOf(owner)})) or PartitionKey eq '{UserStore.EmailPartition(owner.Email)}'"),
                new(storage.Table(StorageNames.Prompts), RowsOf(owner)),
                new(storage.Table(StorageNames.Runs), RowsOf(owner)),
                new(storage.Table(StorageNames.Comparisons), RowsOf(owner)),
            ],
            [new(storage.Container(StorageNames.Texts), $"{owner.Id}/")]);

    private static string RowsOf(Owner owner) => TableClient.CreateQueryFilter($"PartitionKey eq {owner.Id}");

    /// <summary>An account that moves is signed in nowhere: what somebody ended since must not come back with it.</summary>
    private static string SessionsOf(Owner owner) => RowKeys.Range(owner.Id, Sessions.RowPrefix);
}
