using Microsoft.AspNetCore.Http;

namespace PromptLab.Platform.Http;

/// <summary>A page of a list as it goes over the wire.</summary>
public sealed record ListPage<T>(int Count, string? Next, string? Previous, IReadOnlyList<T> Results)
{
    public ListPage<TOther> Select<TOther>(Func<T, TOther> show) => new(Count, Next, Previous, [.. Results.Select(show)]);
}

public static class ListPage
{
    /// <summary>A page of a list that is whole in memory, sorted by its keys.</summary>
    public static ListPage<T> Of<T>(IReadOnlyList<T> all, Func<T, string> keyOf, HttpRequest request, PageRequest page)
    {
        var start = page.Cursor switch
        {
            { After: { } after } => all.TakeWhile(item => string.CompareOrdinal(keyOf(item), after) <= 0).Count(),
            { Before: { } before } => Math.Max(0, all.TakeWhile(item => string.CompareOrdinal(keyOf(item), before) < 0).Count() - page.Size),
            _ => (int)Math.Min(int.MaxValue, (long)(page.Number - 1) * page.Size),
        };

        var shown = all.Skip(start).Take(page.Size).ToList();
        var hasOlder = start + shown.Count < all.Count;
        return For(shown, keyOf, all.Count, hasOlder, request, page);
    }

    /// <summary>A page with its links: <paramref name="hasOlder"/> says whether the list goes on after it.</summary>
    public static ListPage<T> For<T>(
        IReadOnlyList<T> shown, Func<T, string> keyOf, int count, bool hasOlder, HttpRequest request, PageRequest page)
    {
        if (shown.Count == 0)
        {
            return page is { Cursor: null, Number: > 1 } ? throw page.NotThere() : new(count, null, null, []);
        }

        return new(
            count,
            hasOlder ? PageRequest.Link(request, new(keyOf(shown[^1]), null, page.Number + 1, count)) : null,
            page.Number > 1 ? PageRequest.Link(request, new(null, keyOf(shown[0]), page.Number - 1, count)) : null,
            shown);
    }
}
