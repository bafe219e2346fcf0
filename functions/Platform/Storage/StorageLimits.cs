using System.Buffers;
using System.Reflection;
using Azure.Data.Tables;

namespace PromptLab.Platform.Storage;

/// <summary>A row or transaction that Azure would refuse: a bug of ours, whatever the emulator lets through.</summary>
public sealed class StorageLimitException(string message) : InvalidOperationException(message);

/// <summary>
/// What Azure Tables accepts. The emulator accepts more, so that a row which works at home would fail in the cloud:
/// every write is checked here first.
/// </summary>
/// <remarks>https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model</remarks>
public static class StorageLimits
{
    public const int MaxTransactionRows = 100;

    private const int MaxKeyCharacters = 512;
    private const int MaxProperties = 252;
    private const int MaxPropertyNameCharacters = 255;
    private const int MaxPropertyBytes = 64 * 1024;
    private const int MaxRowBytes = 1024 * 1024;
    private const int MaxTransactionBytes = 4 * 1024 * 1024;

    private static readonly DateTimeOffset EarliestTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SearchValues<char> ForbiddenInKeys = SearchValues.Create("/\\#?");
    private static readonly string[] SystemProperties = [nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey), nameof(ITableEntity.Timestamp), nameof(ITableEntity.ETag)];

    internal static void CheckTransaction(IReadOnlyList<TableTransactionAction> actions)
    {
        Require(actions.Count is > 0 and <= MaxTransactionRows, $"A transaction has 1 to {MaxTransactionRows} rows, not {actions.Count}.");
        Require(actions.DistinctBy(action => action.Entity.PartitionKey).Count() == 1, "A transaction stays within one partition.");
        Require(actions.DistinctBy(action => action.Entity.RowKey).Count() == actions.Count, "A transaction names each row once.");

        var bytes = actions.Sum(action => action.ActionType is TableTransactionActionType.Delete ? CheckKeys(action.Entity) : CheckRow(action.Entity));
        Require(bytes <= MaxTransactionBytes, $"A transaction has at most {MaxTransactionBytes} bytes, not {bytes}.");
    }

    /// <summary>The row's size in bytes, as Azure counts it.</summary>
    internal static int CheckRow(ITableEntity row)
    {
        var bytes = CheckKeys(row);
        var properties = PropertiesOf(row).Where(property => property.Value is not null && !SystemProperties.Contains(property.Name)).ToList();
        Require(properties.Count <= MaxProperties, $"A row has at most {MaxProperties} properties, not {properties.Count}.");

        foreach (var (name, value) in properties)
        {
            var valueBytes = CheckValue(name, value!);
            Require(valueBytes <= MaxPropertyBytes, $"{name} has at most {MaxPropertyBytes} bytes, not {valueBytes}.");
            Require(name.Length <= MaxPropertyNameCharacters, $"The name of a property has at most {MaxPropertyNameCharacters} characters.");
            bytes += 8 + (name.Length * 2) + valueBytes;
        }

        Require(bytes <= MaxRowBytes, $"A row has at most {MaxRowBytes} bytes, not {bytes}.");
        return bytes;
    }

    private static int CheckKeys(ITableEntity row)
    {
        foreach (var (name, key) in new[] { (nameof(row.PartitionKey), row.PartitionKey), (nameof(row.RowKey), row.RowKey) })
        {
            Require(key is not null, $"{name} is missing.");
            Require(key!.Length <= MaxKeyCharacters, $"{name} has at most {MaxKeyCharacters} characters, not {key.Length}.");
            Require(!key.AsSpan().ContainsAny(ForbiddenInKeys) && !key.Any(char.IsControl), $"{name} has none of / \\ # ? and no control character.");
        }

        return 4 + ((row.PartitionKey.Length + row.RowKey.Length) * 2);
    }

    private static int CheckValue(string name, object value)
    {
        switch (value)
        {
            case string text: return (text.Length * 2) + 4;
            case byte[] bytes: return bytes.Length + 4;
            case BinaryData data: return data.ToMemory().Length + 4;
            case Guid: return 16;
            case bool: return 1;
            case int: return 4;
            case long or double: return 8;
            case DateTimeOffset time:
                Require(time >= EarliestTime, $"{name} lies before {EarliestTime:yyyy}.");
                return 8;
            default: throw new StorageLimitException($"{name} is a {value.GetType().Name}, which tables do not know.");
        }
    }

    private static IEnumerable<(string Name, object? Value)> PropertiesOf(ITableEntity row) => row is TableEntity columns
        ? columns.Select(column => (column.Key, (object?)column.Value))
        : row.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property is { CanRead: true, CanWrite: true })
            .Select(property => (property.Name, property.GetValue(row)));

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new StorageLimitException(message);
        }
    }
}
