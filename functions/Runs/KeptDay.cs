using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using PromptLab.Platform.Json;

namespace PromptLab.Runs;

/// <summary>
/// The runs of a day that is over in one row, "d-{day}": column by column, compressed to a dozen bytes a run. A row without content says
/// that something has changed since.
/// </summary>
internal static class KeptDay
{
    public const string Prefix = "d-";

    private const string Format = nameof(Format);
    private const string Part = nameof(Part);

    /// <summary>What was kept in another form is as good as forgotten.</summary>
    private const int CurrentFormat = 1;

    private const int PartBytes = 60_000;
    private const int MostParts = 15;

    public static string KeyOf(DateOnly day) => Prefix + day.ToString("O", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(TableEntity row) => DateOnly.ParseExact(row.RowKey.AsSpan(Prefix.Length), "O", CultureInfo.InvariantCulture);

    public static TableEntity Forgotten(string ownerId, DateOnly day) => new(ownerId, KeyOf(day));

    /// <summary>Null when the day is too full for a row.</summary>
    public static TableEntity? TryPack(string ownerId, MeasuredDay day)
    {
        using MemoryStream packed = new();
        using (BrotliStream brotli = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, Columns.Of(day.Runs), ApiJson.Options);
        }

        var parts = packed.ToArray().Chunk(PartBytes).ToList();
        if (parts.Count > MostParts)
        {
            return null;
        }

        TableEntity row = new(ownerId, KeyOf(day.Day)) { [Format] = CurrentFormat };
        foreach (var (index, part) in parts.Index())
        {
            row[Part + index] = part;
        }

        return row;
    }

    /// <summary>False when something has changed since the day was kept.</summary>
    public static bool IsWhole(TableEntity row) => row.GetInt32(Format) is CurrentFormat;

    public static MeasuredDay Unpack(TableEntity row)
    {
        var parts = Enumerable.Range(0, MostParts).Select(index => row.GetBinary(Part + index)).TakeWhile(part => part is not null);
        using BrotliStream brotli = new(new MemoryStream([.. parts.SelectMany(part => part!)]), CompressionMode.Decompress);
        return new(DayOf(row), JsonSerializer.Deserialize<Columns>(brotli, ApiJson.Options)!.ToRuns());
    }

    private sealed record Kind(Guid PromptId, string PromptName, int VersionNumber, string ModelId, Guid? ComparisonId);

    /// <param name="KindOf">Which of the kinds each run is.</param>
    private sealed record Columns(
        IReadOnlyList<Kind> Kinds, IReadOnlyList<int> KindOf, IReadOnlyList<RunStatus> Status, IReadOnlyList<bool> IsStarted,
        IReadOnlyList<decimal?> TotalCostUsd, IReadOnlyList<int?> LatencyMs, IReadOnlyList<int?> TimeToFirstTokenMs)
    {
        public static Columns Of(IReadOnlyList<MeasuredRun> runs)
        {
            OrderedDictionary<Kind, int> kinds = [];
            List<int> kindOf = [];
            foreach (var run in runs)
            {
                Kind kind = new(run.PromptId, run.PromptName, run.VersionNumber, run.ModelId, run.ComparisonId);
                kinds.TryAdd(kind, kinds.Count);
                kindOf.Add(kinds[kind]);
            }

            return new(
                [.. kinds.Keys], kindOf, [.. runs.Select(run => run.Status)], [.. runs.Select(run => run.IsStarted)],
                [.. runs.Select(run => run.TotalCostUsd)], [.. runs.Select(run => run.LatencyMs)], [.. runs.Select(run => run.TimeToFirstTokenMs)]);
        }

        public IReadOnlyList<MeasuredRun> ToRuns() => [.. KindOf.Select((kind, index) => new MeasuredRun(
            Kinds[kind].PromptId, Kinds[kind].PromptName, Kinds[kind].VersionNumber, Kinds[kind].ModelId, Kinds[kind].ComparisonId,
            Status[index], IsStarted[index], TotalCostUsd[index], LatencyMs[index], TimeToFirstTokenMs[index]))];
    }
}
