using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace PromptLab.Tests.Support;

/// <summary>
/// Holds what must be true of any value against values by chance. CI tries the same few each time; "npm run hostile -- fuzz" tries
/// others, and as many as are asked for.
/// </summary>
internal static class Fuzz
{
    private const ulong UsualSeed = 20261124;

    /// <summary>FsCheck wants an odd number beside the seed.</summary>
    private const ulong Gamma = 3;

    private static readonly int Times = (int)(Asked("PROMPTLAB_FUZZ_TIMES") ?? 1);
    private static readonly ulong Seed = Asked("PROMPTLAB_FUZZ_SEED") ?? UsualSeed;

    public static void Check<T>(Gen<T> values, int count, Action<T> holds) => Check(Prop.ForAll(values.ToArbitrary(), holds), count);

    public static void Check<T>(Gen<T> values, int count, Func<T, Task> holdsAsync) => Check(Prop.ForAll(values.ToArbitrary(), holdsAsync), count);

    private static void Check(Property property, int count) =>
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(count * Times).WithReplay(Seed, Gamma));

    private static ulong? Asked(string name) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
