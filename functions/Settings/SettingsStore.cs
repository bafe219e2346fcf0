using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Settings;

/// <summary>What a user has set, with the API key as the envelope that holds it.</summary>
public sealed record UserSettings(string? ApiKeyEnvelope, string? ApiKeyHint, Limits Limits)
{
    public static UserSettings Default { get; } = new(null, null, Limits.None);
}

/// <summary>A user's API key as it is stored, and the row's tag of that moment.</summary>
public sealed record KeptEnvelope(string UserId, string Envelope, ETag ETag);

/// <summary>Settings in their user's partition of table Users: one row, made at the first change.</summary>
public sealed class SettingsStore(StorageClients storage)
{
    private const string SettingsRow = "settings";

    private readonly TableClient table = storage.Table(StorageNames.Users);

    public async Task<UserSettings> GetAsync(string userId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(userId, SettingsRow, cancellationToken: cancellationToken);
        return row.HasValue ? SettingsOf(row.Value!) : UserSettings.Default;
    }

    public Task SaveApiKeyAsync(string userId, string? envelope, string? hint, CancellationToken cancellationToken) =>
        // Merge leaves a property alone that is null: an empty text stands for no key.
        MergeAsync(new(userId, SettingsRow) { ["ApiKeyEnvelope"] = envelope ?? "", ["ApiKeyHint"] = hint ?? "" }, cancellationToken);

    /// <summary>The envelopes of all users. A walk through the whole table: for rotations, not for requests.</summary>
    public async IAsyncEnumerable<KeptEnvelope> ListEnvelopesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>($"RowKey eq '{SettingsRow}'", cancellationToken: cancellationToken))
        {
            if (EnvelopeOf(row) is { } kept)
            {
                yield return kept;
            }
        }
    }

    public async Task<KeptEnvelope?> FindEnvelopeAsync(string userId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(userId, SettingsRow, cancellationToken: cancellationToken);
        return row.HasValue ? EnvelopeOf(row.Value!) : null;
    }

    /// <summary>False when the row was changed or removed since it was read; then nothing is written.</summary>
    public async Task<bool> TryReplaceEnvelopeAsync(KeptEnvelope kept, string envelope, CancellationToken cancellationToken)
    {
        try
        {
            TableEntity row = new(kept.UserId, SettingsRow) { ["ApiKeyEnvelope"] = envelope };
            await table.UpdateEntityAsync(row, kept.ETag, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 404 or 412)
        {
            return false;
        }
    }

    public Task SaveLimitsAsync(string userId, Limits limits, CancellationToken cancellationToken) =>
        MergeAsync(
            new(userId, SettingsRow)
            {
                ["DailyUsd"] = TextOf(limits.DailyUsd),
                ["MonthlyUsd"] = TextOf(limits.MonthlyUsd),
                ["PerRunUsd"] = TextOf(limits.PerRunUsd),
                ["MaxConcurrentRuns"] = limits.MaxConcurrentRuns,
            },
            cancellationToken);

    private Task MergeAsync(TableEntity row, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);

    private static UserSettings SettingsOf(TableEntity row) => new(
        NullIfEmpty(row.GetString("ApiKeyEnvelope")),
        NullIfEmpty(row.GetString("ApiKeyHint")),
        new(Usd(row, "DailyUsd"), Usd(row, "MonthlyUsd"), Usd(row, "PerRunUsd"), row.GetInt32("MaxConcurrentRuns") ?? Limits.DefaultConcurrentRuns));

    private static KeptEnvelope? EnvelopeOf(TableEntity row) =>
        NullIfEmpty(row.GetString("ApiKeyEnvelope")) is { } envelope ? new(row.PartitionKey, envelope, row.ETag) : null;

    // Tables know no decimal, and money is never a double.
    private static string TextOf(decimal? usd) => usd?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static decimal? Usd(TableEntity row, string name) =>
        NullIfEmpty(row.GetString(name)) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
