using Azure;
using Azure.Data.Tables;
using PromptLab.Platform.Storage;

namespace PromptLab.Comparisons;

/// <summary>A comparison in its owner's partition of table Comparisons, newest first: "c-{comparison}".</summary>
internal sealed class ComparisonRow : ITableEntity
{
    public const string Prefix = "c-";

    /// <summary>Everything but the plan and the checks.</summary>
    public static IReadOnlyList<string> ListColumns { get; } =
        [nameof(PartitionKey), nameof(RowKey), nameof(ComparisonId), nameof(Name), nameof(Variants), nameof(Inputs), nameof(Repeats), nameof(CreatedAt), nameof(UpdatedAt)];

    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public Guid ComparisonId { get; set; }

    public string Name { get; set; } = "";

    public int Variants { get; set; }

    public int Inputs { get; set; }

    public int Repeats { get; set; }

    public string? Plan { get; set; }

    public string? PlanBlob { get; set; }

    public string? Checks { get; set; }

    public string? ChecksBlob { get; set; }

    public string? RequestKey { get; set; }

    public string BlindKey { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public static string KeyOf(Guid comparisonId) => Prefix + RowKeys.NewestFirst(comparisonId);

    public static ComparisonRow Of(Comparison comparison, StoredText plan, StoredText checks)
    {
        ComparisonRow row = new()
        {
            PartitionKey = comparison.OwnerId,
            RowKey = KeyOf(comparison.Id),
            ComparisonId = comparison.Id,
            Name = comparison.Name,
            Variants = comparison.Plan.Variants.Count,
            Inputs = comparison.Plan.Inputs.Count,
            Repeats = comparison.Plan.Repeats,
            RequestKey = comparison.RequestKey,
            BlindKey = comparison.BlindKey,
            CreatedAt = comparison.CreatedAt,
            UpdatedAt = comparison.UpdatedAt,
        };
        (row.Plan, row.PlanBlob) = plan;
        (row.Checks, row.ChecksBlob) = checks;
        return row;
    }
}
