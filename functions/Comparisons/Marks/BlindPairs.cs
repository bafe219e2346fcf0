using System.Security.Cryptography;
using System.Text;
using PromptLab.Comparisons.Cells;
using PromptLab.Runs;

namespace PromptLab.Comparisons.Marks;

/// <summary>Two cells whose answers are compared blind. Which stands left is decided by the comparison's own secret.</summary>
internal sealed record BlindCells(string Id, CellState Left, CellState Right);

/// <summary>Every two answers to the same input, under names that tell nothing and in an order that tells nothing.</summary>
internal static class BlindPairs
{
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The pairs of answers that are there, in the order in which they are shown.</summary>
    public static IEnumerable<BlindCells> Of(Comparison comparison, IReadOnlyList<CellState> states)
    {
        var key = Convert.FromHexString(comparison.BlindKey);
        return states.Where(state => state.Status is RunStatus.Succeeded)
            .GroupBy(state => comparison.Plan.PlaceOf(state.Cell) with { Variant = 0 })
            .SelectMany(Pairs)
            .Select(pair => PairOf(key, pair.A, pair.B))
            .OrderBy(pair => pair.Id, StringComparer.Ordinal);
    }

    private static IEnumerable<(CellState A, CellState B)> Pairs(IEnumerable<CellState> answers)
    {
        CellState[] all = [.. answers];
        return all.SelectMany((a, index) => all.Skip(index + 1).Select(b => (a, b)));
    }

    private static BlindCells PairOf(byte[] key, CellState a, CellState b)
    {
        var hash = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{a.Cell} {b.Cell}"));
        var id = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        return hash[^1] % 2 == 0 ? new(id, a, b) : new(id, b, a);
    }
}
