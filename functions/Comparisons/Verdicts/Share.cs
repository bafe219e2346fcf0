namespace PromptLab.Comparisons.Verdicts;

/// <summary>A share of a count, and between which shares the true one lies with 95 % confidence (Wilson's score interval).</summary>
/// <remarks>Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3: it stays within 0 and 1, and is honest for small counts.</remarks>
public sealed record Share(int Count, int Of, double Value, double Low, double High)
{
    /// <summary>The 97.5 % point of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Null when there is nothing to take a share of.</summary>
    public static Share? Of95(int count, int of)
    {
        if (of == 0)
        {
            return null;
        }

        var share = (double)count / of;
        var squared = Z * Z;
        var middle = (2 * count) + squared;
        var width = Z * Math.Sqrt(squared + (4 * count * (1 - share)));
        var scale = 2 * (of + squared);
        return new(count, of, share, Math.Max(0, (middle - width) / scale), Math.Min(1, (middle + width) / scale));
    }
}
