namespace PromptLab.Backup;

/// <summary>Some of a collection in the order of its keys, and the token that the rest is asked for with; null at the end.</summary>
internal sealed record ItemPage(IReadOnlyList<Item> Items, string? Next);

/// <summary>A table or a blob container, or one owner's part of it: read page by page, and written as lines.</summary>
internal abstract class Collection
{
    /// <summary>Its folder in a backup, such as "tables/Users".</summary>
    public abstract string Name { get; }

    public abstract IAsyncEnumerable<ItemPage> ReadAsync(string? from, CancellationToken cancellationToken);

    public abstract Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Writes what the lines say, in the place of whatever has the same keys.</summary>
    public abstract Task WriteAsync(IAsyncEnumerable<string> lines, CancellationToken cancellationToken);

    public abstract Item Parse(string line);
}
