using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace PromptLab.Backup;

/// <summary>
/// A table's row as a line of JSON, as OData writes it: what is no text, truth value or 32-bit number has its type beside it
/// (<c>"At@odata.type":"Edm.DateTime","At":"…"</c>). Timestamp and ETag are storage's own and do not come along.
/// </summary>
internal static class RowLine
{
    private const string TypeSuffix = "@odata.type";

    private static readonly string[] SystemColumns = ["odata.etag", nameof(ITableEntity.Timestamp), nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey)];

    public static Item Of(TableEntity row) => new($"{row.PartitionKey}\0{row.RowKey}", JsonLine.Write(json =>
    {
        json.WriteString(nameof(row.PartitionKey), row.PartitionKey);
        json.WriteString(nameof(row.RowKey), row.RowKey);
        foreach (var (name, value) in row.Where(column => !SystemColumns.Contains(column.Key)).OrderBy(column => column.Key, StringComparer.Ordinal))
        {
            Write(json, name, value);
        }
    }));

    public static TableEntity Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        TableEntity row = [];
        var type = "";
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Name.EndsWith(TypeSuffix, StringComparison.Ordinal))
            {
                type = member.Value.GetString()!;
                continue;
            }

            row[member.Name] = ValueOf(member.Value, type);
            type = "";
        }

        return row;
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: json.WriteString(name, text); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: WriteTyped(json, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: WriteTyped(json, name, "Edm.Double", number.ToString("R", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: WriteTyped(json, name, "Edm.DateTime", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)); break;
            case Guid id: WriteTyped(json, name, "Edm.Guid", id.ToString()); break;
            case byte[] bytes: WriteTyped(json, name, "Edm.Binary", Convert.ToBase64String(bytes)); break;
            case BinaryData bytes: WriteTyped(json, name, "Edm.Binary", Convert.ToBase64String(bytes)); break;
            default: throw new InvalidOperationException($"Column {name} is a {value.GetType().Name}, which tables do not know.");
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string name, string type, string text)
    {
        json.WriteString(name + TypeSuffix, type);
        json.WriteString(name, text);
    }

    private static object ValueOf(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("", JsonValueKind.String) => value.GetString()!,
        ("", JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
        ("", JsonValueKind.Number) => value.GetInt32(),
        ("Edm.Int64", _) => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.Double", _) => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.DateTime", _) => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ("Edm.Guid", _) => Guid.Parse(value.GetString()!),
        ("Edm.Binary", _) => Convert.FromBase64String(value.GetString()!),
        _ => throw new BackupException($"The backup has a column of type '{type}', which this version does not know: restore it with the version that made it."),
    };
}
