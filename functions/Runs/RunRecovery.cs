using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Json;
using PromptLab.Platform.Storage;
using PromptLab.Settings;

namespace PromptLab.Runs;

/// <summary>What was found to do: runs that are not over, and costs that nobody had told yet.</summary>
public sealed record RecoveredRuns(int Open, int CostsAwaited);

/// <summary>
/// Takes up the runs of a storage that was restored. No message came along, nor what the sweep finds an account by when the
/// account came alone, and rows that were copied while runs ended may disagree: what a run's own row says counts.
/// </summary>
public sealed class RunRecovery(StorageClients storage, RunCounts counts, RunDays days, RunOwners owners, RunMessages messages, Spending spending)
{
    private const string Unfinished = $"({nameof(RunRow.Status)} eq '{nameof(RunStatus.Queued)}' or {nameof(RunRow.Status)} eq '{nameof(RunStatus.Running)}')";

    /// <summary>OpenRouter is asked for a cost for six hours.</summary>
    private static readonly TimeSpan CostPatience = TimeSpan.FromDays(1);

    private static readonly string[] Columns =
        [nameof(RunRow.PartitionKey), nameof(RunRow.RunId), nameof(RunRow.ComparisonId), nameof(RunRow.Status), nameof(RunRow.CreatedAt), nameof(RunRow.CalledAt), nameof(RunRow.Outcome)];

    private readonly TableClient table = storage.Table(StorageNames.Runs);

    public static RunRecovery For(StorageClients storage, TimeProvider clock) =>
        new(storage, new(storage, clock), new(storage, clock), new(storage, clock), new(storage), new(storage));

    /// <param name="ownerId">Whose runs; null for everybody's.</param>
    /// <param name="asOf">When the rows were copied.</param>
    public async Task<RecoveredRuns> RecoverAsync(string? ownerId, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        await counts.ResetAllAsync(ownerId, cancellationToken);
        await days.ForgetAllAsync(ownerId, cancellationToken);
        await RemoveStaleAsync(ownerId, cancellationToken);
        var open = await ReopenAsync(ownerId, cancellationToken);
        var awaited = await AskForCostsAsync(ownerId, asOf, cancellationToken);
        return new(open, awaited);
    }

    /// <summary>Forgets what is said to go on and does not.</summary>
    private async Task RemoveStaleAsync(string? ownerId, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<OpenRunRow>(Rows(OpenRunRow.Prefix, ownerId), cancellationToken: cancellationToken))
        {
            if (await StatusOfAsync(row.PartitionKey, row.RunId, cancellationToken) is not (nameof(RunStatus.Queued) or nameof(RunStatus.Running)))
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }

    /// <summary>Lets the sweep find whatever is not over.</summary>
    private async Task<int> ReopenAsync(string? ownerId, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var run in table.QueryAsync<RunRow>($"{Rows(RunRow.Prefix, ownerId)} and {Unfinished}", select: Columns, cancellationToken: cancellationToken))
        {
            OpenRunRow row = new()
            {
                PartitionKey = run.PartitionKey,
                RowKey = OpenRunRow.KeyOf(run.RunId, run.ComparisonId),
                RunId = run.RunId,
                ComparisonId = run.ComparisonId,
                IsQueued = run.Status is nameof(RunStatus.Queued),
                CreatedAt = run.CreatedAt,
            };
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            await owners.MarkAsync(run.PartitionKey, cancellationToken);
            count++;
        }

        return count;
    }

    /// <summary>Asks for costs that nobody has told yet, and has the money let go that is held back for what is over.</summary>
    private async Task<int> AskForCostsAsync(string? ownerId, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        HashSet<(string OwnerId, Guid RunId)> awaited = [];
        var recently = TableClient.CreateQueryFilter($"FinishedAt ge {asOf - CostPatience}");
        await foreach (var run in table.QueryAsync<RunRow>($"{Rows(RunRow.Prefix, ownerId)} and {recently}", select: Columns, cancellationToken: cancellationToken))
        {
            if (run.CalledAt is not null && JsonSerializer.Deserialize<RunOutcome>(run.Outcome, ApiJson.Options) is { TotalCostUsd: null, GenerationId: not null })
            {
                awaited.Add((run.PartitionKey, run.RunId));
            }
        }

        var count = awaited.Count;
        await foreach (var owner in spending.ListOwnersAsync(ownerId, cancellationToken))
        {
            foreach (var hold in (await spending.GetAsync(owner, cancellationToken)).Ledger.Holds)
            {
                if (await StatusOfAsync(owner, hold.RunId, cancellationToken) is not (nameof(RunStatus.Queued) or nameof(RunStatus.Running)))
                {
                    awaited.Add((owner, hold.RunId));
                }
            }
        }

        foreach (var (owner, runId) in awaited)
        {
            await messages.AskForCostAsync(new(owner, runId, Attempt: 1), cancellationToken);
        }

        return count;
    }

    private async Task<string?> StatusOfAsync(string ownerId, Guid runId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<RunRow>(ownerId, RunRow.KeyOf(runId), Columns, cancellationToken);
        return row.HasValue ? row.Value!.Status : null;
    }

    private static string Rows(string prefix, string? ownerId) => ownerId is null
        ? TableClient.CreateQueryFilter($"RowKey ge {prefix} and RowKey lt {RowKeys.After(prefix)}")
        : RowKeys.Range(ownerId, prefix);
}
