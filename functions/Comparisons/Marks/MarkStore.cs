using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Comparisons.Marks;

/// <summary>Marks and votes beside their comparison in table Comparisons: "m-{comparison}-{cell}" and "m-{comparison}-v-{pair}".</summary>
public sealed class MarkStore(StorageClients storage)
{
    private readonly TableClient table = storage.Table(StorageNames.Comparisons);

    public async Task<Marking> ReadAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        List<Mark> marks = [];
        List<Vote> votes = [];
        await foreach (var row in table.QueryAsync<TableEntity>(RowKeys.Range(comparison.OwnerId, PrefixOf(comparison.Id)), cancellationToken: cancellationToken))
        {
            if (row.GetInt32("Cell") is { } cell)
            {
                marks.Add(MarkOf(row, comparison.Plan.PlaceOf(cell)));
            }
            else
            {
                votes.Add(VoteOf(row));
            }
        }

        return new(marks, votes);
    }

    /// <summary>A mark that says nothing is none.</summary>
    public Task SaveAsync(Comparison comparison, Mark mark, CancellationToken cancellationToken)
    {
        var cell = comparison.Plan.CellAt(mark.Place);
        TableEntity row = new(comparison.OwnerId, $"{PrefixOf(comparison.Id)}{cell:D4}")
        {
            ["Cell"] = cell,
            ["Rating"] = mark.Rating,
            ["Verdict"] = mark.Verdict?.ToString(),
            ["Than"] = mark.Than,
            ["MarkedAt"] = mark.MarkedAt,
        };
        return mark is { Rating: null, Verdict: null }
            ? table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken)
            : table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>False when this pair was voted on before: whoever has seen the names does not vote blind.</summary>
    public async Task<bool> TryAddAsync(Comparison comparison, string pair, Vote vote, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(
                new TableEntity(comparison.OwnerId, $"{PrefixOf(comparison.Id)}v-{pair}")
                {
                    ["A"] = vote.A,
                    ["B"] = vote.B,
                    ["Input"] = vote.Input,
                    ["Repeat"] = vote.Repeat,
                    ["Preferred"] = vote.Preferred.ToString(),
                },
                cancellationToken);
            return true;
        }
        catch (RequestFailedException error) when (error.Status is 409)
        {
            return false;
        }
    }

    public async Task RemoveAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var keys = await table.QueryAsync<TableEntity>(RowKeys.Range(comparison.OwnerId, PrefixOf(comparison.Id)), select: ["RowKey"], cancellationToken: cancellationToken)
            .Select(row => row.RowKey).ToListAsync(cancellationToken);
        await PartitionRows.RemoveAsync(table, comparison.OwnerId, keys, cancellationToken);
    }

    private static string PrefixOf(Guid comparisonId) => $"m-{comparisonId:N}-";

    private static Mark MarkOf(TableEntity row, CellPlace place) => new(
        place,
        row.GetInt32("Rating"),
        row.GetString("Verdict") is { } verdict ? Enum.Parse<Verdict>(verdict) : null,
        row.GetInt32("Than"),
        row.GetDateTimeOffset("MarkedAt")!.Value);

    private static Vote VoteOf(TableEntity row) => new(
        row.GetInt32("A")!.Value,
        row.GetInt32("B")!.Value,
        row.GetInt32("Input")!.Value,
        row.GetInt32("Repeat")!.Value,
        Enum.Parse<Preferred>(row.GetString("Preferred")),
        IsBlind: true);
}
