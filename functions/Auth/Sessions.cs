using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Auth;

/// <summary>
/// Sign-in sessions: one row per session in its user's partition. The refresh token rotates on each use; one that was used
/// before ends its session, except within a short grace for two tabs and lost answers.
/// </summary>
public sealed class Sessions(StorageClients storage, TimeProvider clock)
{
    /// <summary>How the keys of sessions begin, in their user's partition of table Users.</summary>
    public const string RowPrefix = "session-";

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromDays(14);
    public static readonly TimeSpan AbsoluteLifetime = TimeSpan.FromDays(30);

    private readonly TableClient table = storage.Table(StorageNames.Users);

    public async Task<RefreshToken> StartAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        RefreshToken token = new(userId, Guid.CreateVersion7(now), RandomNumberGenerator.GetBytes(RefreshToken.SecretBytes));
        SessionRow row = new()
        {
            PartitionKey = userId.ToString(),
            RowKey = SessionRow.KeyFor(token),
            TokenHash = token.Hash,
            RotationKey = RandomNumberGenerator.GetBytes(32),
            RotatedAt = now,
            StartedAt = now,
        };

        await table.AddEntityAsync(row, cancellationToken);
        return token;
    }

    /// <summary>The next token of the session, or null when the token is unknown, too old or used before.</summary>
    public async Task<RefreshToken?> RotateAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not { } row || row.IsOver(clock.GetUtcNow()) || !row.Issued(token))
        {
            return null;
        }

        if (token.Hash == row.TokenHash)
        {
            return await RotateAsync(row, token, cancellationToken);
        }

        if (token.Hash == row.PreviousTokenHash && clock.GetUtcNow() - row.RotatedAt <= Grace)
        {
            return token.Next(row.RotationKey);
        }

        // Somebody uses a token that was already exchanged: the thief or the owner, and we cannot tell which.
        await RemoveAsync([row], cancellationToken);
        return null;
    }

    /// <summary>Ends the token's session. A token whose secret is made up ends nothing.</summary>
    public async Task EndAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is { } row && row.Issued(token))
        {
            await RemoveAsync([row], cancellationToken);
        }
    }

    /// <summary>Ends every session of the user but that of the token, if there is one. Access tokens live on for their ten minutes.</summary>
    public async Task EndAllAsync(Guid userId, RefreshToken? butThis, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(userId, cancellationToken);
        await RemoveAsync(rows.Where(row => butThis is null || row.RowKey != SessionRow.KeyFor(butThis) || !row.Issued(butThis)), cancellationToken);
    }

    /// <summary>Deletes the rows of the user's sessions that nobody ended but time.</summary>
    public async Task RemoveOverAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await RemoveAsync((await ListAsync(userId, cancellationToken)).Where(row => row.IsOver(now)), cancellationToken);
    }

    private async Task<RefreshToken?> RotateAsync(SessionRow row, RefreshToken token, CancellationToken cancellationToken)
    {
        var next = token.Next(row.RotationKey);
        row.PreviousTokenHash = row.TokenHash;
        row.TokenHash = next.Hash;
        row.Rotations++;
        row.RotatedAt = clock.GetUtcNow();

        try
        {
            await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
            return next;
        }
        catch (RequestFailedException error) when (error.Status is 412 or 404)
        {
            // Another tab was faster, or signed out: what it left behind decides.
            return await RotateAsync(token, cancellationToken);
        }
    }

    private async Task<SessionRow?> FindAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<SessionRow>(token.UserId.ToString(), SessionRow.KeyFor(token), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private async Task<List<SessionRow>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var sessions = RowKeys.Range(userId.ToString(), RowPrefix);
        return await table.QueryAsync<SessionRow>(sessions, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }

    private async Task RemoveAsync(IEnumerable<SessionRow> rows, CancellationToken cancellationToken)
    {
        // One by one: a transaction would fail whole when another request has ended one of them.
        foreach (var row in rows)
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }
}
