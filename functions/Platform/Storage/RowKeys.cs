using System.Globalization;
using Azure.Data.Tables;

namespace PromptLab.Platform.Storage;

/// <summary>
/// Row keys that sort newest first, as the lists are read: table storage sorts ascending only. The first twelve hex digits
/// are the complement of a time in Unix milliseconds, so that a key can also be moved in time.
/// </summary>
public static class RowKeys
{
    private const long MaxMilliseconds = 0xFFFF_FFFF_FFFF;
    private const int TimeDigits = 12;

    /// <summary>A list that is sorted otherwise has what it is sorted by before its keys.</summary>
    private const int MaxLength = 256;

    /// <summary>The complement of a UUIDv7, whose first 48 bits are its time.</summary>
    public static string NewestFirst(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)~bytes[i];
        }

        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>A key for something that changed at this time.</summary>
    public static string NewestFirst(DateTimeOffset time, Guid id) => Digits(time.ToUnixTimeMilliseconds()) + id.ToString("N");

    /// <summary>The key's time, in Unix milliseconds.</summary>
    public static long TimeOf(string key) =>
        MaxMilliseconds - long.Parse(key.AsSpan(0, TimeDigits), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The smallest key of this time: everything newer sorts before it.</summary>
    public static string At(long milliseconds) => Digits(Math.Clamp(milliseconds, 0, MaxMilliseconds));

    /// <summary>Keys that begin with this prefix sort before the returned one.</summary>
    public static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>The filter for those rows of a partition whose keys begin with this prefix.</summary>
    public static string Range(string partition, string prefix) => Range(partition, prefix, After(prefix));

    /// <summary>The filter for the rows of a partition from one key on, and before another.</summary>
    public static string Range(string partition, string from, string before) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {before}");

    public static bool IsValid(string key) =>
        key.Length is >= TimeDigits and <= MaxLength && key.All(char.IsAsciiHexDigitLower);

    private static string Digits(long milliseconds) => (MaxMilliseconds - milliseconds).ToString("x12", CultureInfo.InvariantCulture);
}
