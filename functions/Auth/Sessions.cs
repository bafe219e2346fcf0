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
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromDays(14);
    public static readonly TimeSpan AbsoluteLifetime = TimeSpan.FromDays(30);

    private const string RowPrefix = "session-";

    private readonly TableClient table = storage.Table(StorageNames.Users);

    public async Task<RefreshToken> StartAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        RefreshToken token = new(userId, Guid.CreateVersion7(now), RandomNumberGenerator.GetBytes(RefreshToken.SecretBytes));
        SessionRow row = new()
        {
            PartitionKey = userId.ToString(),
            RowKey = RowPrefix + token.SessionId.ToString("N"),
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
        if (await FindAsync(token, cancellationToken) is not { } row || IsOver(row))
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
        await EndAsync(token, cancellationToken);
        return null;
    }

    public async Task EndAsync(RefreshToken token, CancellationToken cancellationToken) =>
        await table.DeleteEntityAsync(token.UserId.ToString(), RowPrefix + token.SessionId.ToString("N"), cancellationToken: cancellationToken);

    private async Task<RefreshToken?> RotateAsync(SessionRow row, RefreshToken token, CancellationToken cancellationToken)
    {
        var next = token.Next(row.RotationKey);
        row.PreviousTokenHash = row.TokenHash;
        row.TokenHash = next.Hash;
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
        var row = await table.GetEntityIfExistsAsync<SessionRow>(
            token.UserId.ToString(), RowPrefix + token.SessionId.ToString("N"), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    private bool IsOver(SessionRow row)
    {
        var now = clock.GetUtcNow();
        return now - row.RotatedAt > IdleLifetime || now - row.StartedAt > AbsoluteLifetime;
    }

    private sealed class SessionRow : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string TokenHash { get; set; } = "";

        public string? PreviousTokenHash { get; set; }

        public byte[] RotationKey { get; set; } = [];

        public DateTimeOffset RotatedAt { get; set; }

        public DateTimeOffset StartedAt { get; set; }
    }
}
