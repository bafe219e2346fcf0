using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Accounts;
using PromptLab.Platform.Storage;

namespace PromptLab.Auth;

/// <summary>
/// Accounts in table Users: a row in the user's own partition, and one row in a partition named by the hash of the
/// e-mail, which makes the address unique.
/// </summary>
public sealed class UserStore(StorageClients storage)
{
    private const string EmailRow = "email";
    private const string Nobody = "nobody";

    private readonly TableClient table = storage.Table(StorageNames.Users);

    /// <summary>Adds the account, or says false when the e-mail has one already.</summary>
    public async Task<bool> TryAddAsync(User user, CancellationToken cancellationToken)
    {
        // The account comes first: a crash in between leaves a row that nobody can find, never an address that nobody can use.
        await table.AddEntityAsync(AccountRowOf(user), cancellationToken);
        try
        {
            TableEntity email = new(EmailPartition(user.Email), EmailRow) { ["UserId"] = user.Id.ToString() };
            await table.AddEntityAsync(email, cancellationToken);
            return true;
        }
        catch (RequestFailedException error) when (error.Status == 409)
        {
            // A retry inside the client may meet its own success: then the address is ours.
            if ((await FindByEmailAsync(user.Email, cancellationToken))?.Id == user.Id)
            {
                return true;
            }

            await table.DeleteEntityAsync(user.Id.ToString(), AccountCheck.AccountRow, cancellationToken: cancellationToken);
            return false;
        }
    }

    /// <summary>The account of whoever is signed in; their token outlives a deleted account by minutes.</summary>
    public async Task<User> GetAsync(string userId, CancellationToken cancellationToken) =>
        await FindAsync(userId, cancellationToken) ?? throw AccountCheck.Deleted();

    public async Task<User?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(userId, AccountCheck.AccountRow, cancellationToken: cancellationToken);
        return row.HasValue ? UserOf(row.Value!) : null;
    }

    /// <summary>Two reads, whether there is such an account or not: how long it takes tells nobody.</summary>
    public async Task<User?> FindByEmailAsync(string email, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(EmailPartition(email), EmailRow, cancellationToken: cancellationToken);
        return await FindAsync(row.HasValue ? row.Value!.GetString("UserId") : Nobody, cancellationToken);
    }

    /// <summary>Does the account still stand as it was read: not being deleted, and with the same password?</summary>
    public async Task<bool> StillStandsAsync(User user, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(user.Id.ToString(), AccountCheck.AccountRow, cancellationToken: cancellationToken);
        return AccountCheck.Stands(row) && row.Value!.GetString(nameof(User.PasswordHash)) == user.PasswordHash;
    }

    /// <summary>Writes all but the password: a name that is saved at the same time must not bring an old password back.</summary>
    public Task ReplaceAsync(User user, CancellationToken cancellationToken)
    {
        var row = AccountRowOf(user);
        row.Remove(nameof(User.PasswordHash));
        return table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    public Task ReplacePasswordAsync(Guid userId, string passwordHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        TableEntity row = new(userId.ToString(), AccountCheck.AccountRow) { [nameof(User.PasswordHash)] = passwordHash, [nameof(User.UpdatedAt)] = now };
        return table.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>The address as it counts: however it is written, it is one account.</summary>
    public static string Normalize(string email) => email.Trim().Normalize().ToLowerInvariant();

    /// <summary>The partition of the row that makes the address unique.</summary>
    public static string EmailPartition(string email) =>
        "email-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Normalize(email))));

    /// <summary>From now on nothing new is begun for the account (<see cref="AccountCheck"/>).</summary>
    public Task MarkDeletingAsync(User user, CancellationToken cancellationToken) =>
        table.UpdateEntityAsync(
            new TableEntity(user.Id.ToString(), AccountCheck.AccountRow) { [AccountCheck.DeletingColumn] = true }, ETag.All, TableUpdateMode.Merge, cancellationToken);

    /// <summary>Removes the address and everything in the user's partition: sessions, settings, spending, and the account last.</summary>
    public async Task RemoveAsync(User user, CancellationToken cancellationToken)
    {
        await table.DeleteEntityAsync(EmailPartition(user.Email), EmailRow, ETag.All, cancellationToken);
        await PartitionRows.RemoveAllAsync(table, user.Id.ToString(), cancellationToken);
    }

    private static TableEntity AccountRowOf(User user) => new(user.Id.ToString(), AccountCheck.AccountRow)
    {
        [nameof(User.Email)] = user.Email,
        [nameof(User.FullName)] = user.FullName,
        [nameof(User.PasswordHash)] = user.PasswordHash,
        [nameof(User.CreatedAt)] = user.CreatedAt,
        [nameof(User.UpdatedAt)] = user.UpdatedAt,
    };

    private static User UserOf(TableEntity row) => new(
        Guid.Parse(row.PartitionKey),
        row.GetString(nameof(User.Email)),
        row.GetString(nameof(User.FullName)),
        row.GetString(nameof(User.PasswordHash)),
        row.GetDateTimeOffset(nameof(User.CreatedAt))!.Value,
        row.GetDateTimeOffset(nameof(User.UpdatedAt))!.Value);
}
