using System.Text.Json.Serialization;
using PromptLab.Comparisons.Checks;
using PromptLab.Platform.Json;
using PromptLab.Runs;

namespace PromptLab.Comparisons;

/// <summary>Variants times inputs times repeats. What is compared never changes; its name and its checks may.</summary>
public sealed record Comparison(
    Guid Id, string OwnerId, string Name, ComparisonPlan Plan, IReadOnlyList<Check> Checks, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What the request that made it called itself, as a hash; null when it did not.</summary>
    public string? RequestKey { get; init; }

    /// <summary>Decides which of two answers stands on the left when they are voted on. Nobody is told it, or the names could be guessed.</summary>
    public string BlindKey { get; init; } = "";
}

/// <summary>What is run. The texts of each version are kept, so that a prompt which is deleted meanwhile stops nothing.</summary>
public sealed record ComparisonPlan(IReadOnlyList<Variant> Variants, IReadOnlyList<ComparisonInput> Inputs, int Repeats)
{
    public const int MostCells = 2_000;

    [JsonIgnore]
    public int CellCount => Variants.Count * Inputs.Count * Repeats;

    /// <summary>Cells are numbered input by input, so that neighbours on the board lie and run side by side.</summary>
    public CellPlace PlaceOf(int cell) => new(cell / Repeats % Variants.Count, cell / Repeats / Variants.Count, cell % Repeats);

    public int CellAt(CellPlace place) => (((place.Input * Variants.Count) + place.Variant) * Repeats) + place.Repeat;

    public bool Has(CellPlace place) =>
        place.Variant >= 0 && place.Variant < Variants.Count && place.Input >= 0 && place.Input < Inputs.Count && place.Repeat >= 0 && place.Repeat < Repeats;

    public IEnumerable<int> CellsOf(int input) => Enumerable.Range(input * Variants.Count * Repeats, Variants.Count * Repeats);
}

/// <summary>A column of the board.</summary>
public sealed record Variant(string Label, RunVariant Run);

/// <summary>A row of the board: a name, and a value for each variable.</summary>
public sealed record ComparisonInput(string Name, RawJson Variables);

/// <summary>Where on the board a cell is; everything counted from 0.</summary>
public readonly record struct CellPlace(int Variant, int Input, int Repeat);
