using Azure.Data.Tables;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Settings;

/// <summary>The envelopes as they lie in storage, to look at and to tamper with.</summary>
internal static class ApiKeyRows
{
    private const string Column = "ApiKeyEnvelope";

    public static async Task<string> ReadAsync(App app, Account account) =>
        (await TableOf(app).GetEntityAsync<TableEntity>(account.Id, "settings", cancellationToken: Account.Token)).Value.GetString(Column);

    public static Task WriteAsync(App app, Account account, string envelope) =>
        TableOf(app).UpsertEntityAsync(new TableEntity(account.Id, "settings") { [Column] = envelope }, cancellationToken: Account.Token);

    /// <summary>The versions of the wrapping key that envelopes name, each once.</summary>
    public static async Task<IReadOnlySet<string>> VersionsAsync(App app)
    {
        HashSet<string> versions = [];
        await foreach (var row in TableOf(app).QueryAsync<TableEntity>("RowKey eq 'settings'", cancellationToken: Account.Token))
        {
            versions.Add(row.GetString(Column).Split('.')[1]);
        }

        return versions;
    }

    private static TableClient TableOf(App app) => new(app.Storage, "Users");
}
