namespace PromptLab.Platform.Storage;

/// <summary>A stretch of row keys: from one on, and before another.</summary>
public sealed record KeyRange(string From, string Before)
{
    private const long MillisecondsOfDay = 86_400_000;

    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>All keys that begin with this prefix.</summary>
    public static KeyRange Of(string prefix) => new(prefix, RowKeys.After(prefix));

    /// <summary>Those newest-first keys behind a prefix whose time is within these days of UTC, both included; null leaves an end open.</summary>
    public static KeyRange Of(string prefix, DateOnly? first, DateOnly? last)
    {
        var all = Of(prefix);
        return new(
            last is { } to ? prefix + RowKeys.At(StartOf(to) + MillisecondsOfDay - 1) : all.From,
            first is { } from ? prefix + RowKeys.At(StartOf(from) - 1) : all.Before);
    }

    private static long StartOf(DateOnly day) => (day.DayNumber - Epoch) * MillisecondsOfDay;
}
