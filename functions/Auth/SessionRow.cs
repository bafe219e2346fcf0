using Azure;
using Azure.Data.Tables;

namespace PromptLab.Auth;

/// <summary>A session as it is kept: the hash of its present token, and what all its tokens are drawn from.</summary>
internal sealed class SessionRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string TokenHash { get; set; } = "";

    public string? PreviousTokenHash { get; set; }

    public byte[] RotationKey { get; set; } = [];

    public int Rotations { get; set; }

    public DateTimeOffset RotatedAt { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public static string KeyFor(RefreshToken token) => Sessions.RowPrefix + token.SessionId.ToString("N");

    public bool IsOver(DateTimeOffset now) => now - RotatedAt > Sessions.IdleLifetime || now - StartedAt > Sessions.AbsoluteLifetime;

    /// <summary>
    /// Is this the session's present token, or one that was? Each token is drawn from the one before, so an old one leads to
    /// the present one; a secret that somebody made up never does, whatever ids stand beside it.
    /// </summary>
    public bool Issued(RefreshToken token)
    {
        for (var step = 0; token.Hash != TokenHash; step++)
        {
            if (step == Rotations)
            {
                return false;
            }

            token = token.Next(RotationKey);
        }

        return true;
    }
}
