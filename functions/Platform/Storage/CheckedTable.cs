using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace PromptLab.Platform.Storage;

/// <summary>A table whose every write keeps Azure's limits (<see cref="StorageLimits"/>), also where the emulator does not ask.</summary>
internal sealed class CheckedTable : TableClient
{
    public CheckedTable(string connectionString, string name, TableClientOptions options)
        : base(connectionString, name, options)
    {
    }

    public CheckedTable(Uri endpoint, string name, TokenCredential credential, TableClientOptions options)
        : base(endpoint, name, credential, options)
    {
    }

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
    {
        StorageLimits.CheckRow(entity);
        return base.AddEntityAsync(entity, cancellationToken);
    }

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        StorageLimits.CheckRow(entity);
        return base.UpdateEntityAsync(entity, ifMatch, mode, cancellationToken);
    }

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        StorageLimits.CheckRow(entity);
        return base.UpsertEntityAsync(entity, mode, cancellationToken);
    }

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        List<TableTransactionAction> actions = [.. transactionActions];
        StorageLimits.CheckTransaction(actions);
        return base.SubmitTransactionAsync(actions, cancellationToken);
    }
}
