using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using PromptLab.Platform.Storage;

namespace PromptLab.Platform.Http;

/// <summary>Where in a list a page begins: after a row key, going to older rows, or before it, going back to newer ones.</summary>
/// <param name="Count">How many rows the whole list had when its first page was read.</param>
public sealed record PageCursor(string? After, string? Before, int Number, int Count);

/// <summary>One page of a list, newest first. Without a cursor it is counted from the start.</summary>
public sealed record PageRequest(int Number, int Size, PageCursor? Cursor)
{
    private const int DefaultSize = 20;
    private const int MaxSize = 100;

    public static PageRequest From(IQueryCollection query)
    {
        var size = Integer(query, "page_size", DefaultSize);
        if (size > MaxSize)
        {
            throw ProblemException.Invalid("page_size", $"Choose a whole number from 1 to {MaxSize}.");
        }

        var cursor = ((string?)query["cursor"]) is { Length: > 0 } text ? Decode(text) : null;
        return new(cursor?.Number ?? Integer(query, "page", 1), size, cursor);
    }

    public ProblemException NotThere() => ProblemException.Invalid("page", $"The list has no page {Number}.");

    /// <summary>The address of another page of the same list, relative to this server.</summary>
    public static string Link(HttpRequest request, PageCursor cursor)
    {
        QueryBuilder query = new(request.Query.Where(item => item.Key is not ("cursor" or "page")).Select(item => KeyValuePair.Create(item.Key, item.Value.ToString())))
        {
            { "cursor", Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(cursor)) },
        };
        return $"{request.Path.Value!.TrimEnd('/')}/{query}";
    }

    private static int Integer(IQueryCollection query, string name, int fallback)
    {
        if (!query.TryGetValue(name, out var text))
        {
            return fallback;
        }

        // The parser itself would let NUL characters pass at the end.
        return text.ToString().All(char.IsAsciiDigit) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000
            ? number
            : throw ProblemException.Invalid(name, "Choose a whole number from 1.");
    }

    private static PageCursor Decode(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<PageCursor>(Base64Url.DecodeFromChars(text)) is { Number: > 0, Count: >= 0 } cursor
                && (cursor.After ?? cursor.Before) is { } key
                && RowKeys.IsValid(key))
            {
                return cursor;
            }
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
        }

        throw ProblemException.Invalid("cursor", "This is not a cursor of this list. Start again without it.");
    }
}
