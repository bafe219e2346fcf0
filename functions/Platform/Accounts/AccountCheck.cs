using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Http;
using PromptLab.Platform.Storage;

namespace PromptLab.Platform.Accounts;

/// <summary>
/// Is the account still there? An access token outlives a deleted account by minutes: whoever begins something new for an
/// owner asks first, so that nothing grows back.
/// </summary>
public sealed class AccountCheck(StorageClients storage)
{
    /// <summary>The row of table Users, in the partition of the user's id, without which there is no account.</summary>
    public const string AccountRow = "account";

    /// <summary>The column that is true once the account's deletion has begun.</summary>
    public const string DeletingColumn = "Deleting";

    private static readonly string[] Columns = [nameof(ITableEntity.RowKey), DeletingColumn];

    private readonly TableClient table = storage.Table(StorageNames.Users);

    public static ProblemException Deleted() => ProblemException.NotSignedIn("This account has been deleted.");

    public async Task<bool> ExistsAsync(string userId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(userId, AccountRow, Columns, cancellationToken);
        return Stands(row);
    }

    /// <summary>Is there such a row, and is its account not being deleted?</summary>
    public static bool Stands(NullableResponse<TableEntity> row) => row.HasValue && row.Value!.GetBoolean(DeletingColumn) != true;

    public async Task RequireAsync(string userId, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(userId, cancellationToken))
        {
            throw Deleted();
        }
    }
}
