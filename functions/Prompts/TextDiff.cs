using DiffPlex;
using DiffPlex.Chunkers;

namespace PromptLab.Prompts;

/// <summary>
/// Compares two texts by words, or by lines where so much differs that words would take too long. The stretches that are the
/// same or removed make up the first text, those that are the same or added the second.
/// </summary>
internal static class TextDiff
{
    // The effort grows with the square of what differs: these keep the worst case within a second.
    private const int MaxCharactersByWord = 20_000;
    private const int MaxLines = 10_000;

    private static readonly WordChunker Words = new();
    private static readonly LineEndingsPreservingChunker Lines = new();

    public static IReadOnlyList<TextChange> Between(string before, string after)
    {
        var start = CommonStart(before, after);
        var end = CommonEnd(before.AsSpan(start), after.AsSpan(start));
        var (old, @new) = (before[start..^end], after[start..^end]);

        return [.. Joined([new(TextChangeKind.Same, before[..start]), .. Changes(old, @new), new(TextChangeKind.Same, before[^end..])])];
    }

    private static IEnumerable<TextChange> Changes(string before, string after) =>
        before.Length + after.Length <= MaxCharactersByWord ? Changes(before, after, Words)
        : before.Count('\n') + after.Count('\n') <= MaxLines ? Changes(before, after, Lines)
        : [new(TextChangeKind.Removed, before), new(TextChangeKind.Added, after)];

    private static IEnumerable<TextChange> Changes(string before, string after, IChunker chunker)
    {
        var diff = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, chunker);
        var position = 0;

        foreach (var block in diff.DiffBlocks)
        {
            yield return new(TextChangeKind.Same, Text(diff.PiecesOld, position, block.DeleteStartA - position));
            yield return new(TextChangeKind.Removed, Text(diff.PiecesOld, block.DeleteStartA, block.DeleteCountA));
            yield return new(TextChangeKind.Added, Text(diff.PiecesNew, block.InsertStartB, block.InsertCountB));
            position = block.DeleteStartA + block.DeleteCountA;
        }

        yield return new(TextChangeKind.Same, Text(diff.PiecesOld, position, diff.PiecesOld.Count - position));
    }

    private static string Text(IReadOnlyList<string> pieces, int start, int count) =>
        string.Concat(Enumerable.Range(start, count).Select(index => pieces[index]));

    /// <summary>Empty stretches left out, neighbours of one kind put together.</summary>
    private static IEnumerable<TextChange> Joined(IEnumerable<TextChange> changes)
    {
        TextChange? last = null;
        foreach (var change in changes.Where(change => change.Text.Length > 0))
        {
            if (last?.Kind == change.Kind)
            {
                last = last with { Text = last.Text + change.Text };
                continue;
            }

            if (last is not null)
            {
                yield return last;
            }

            last = change;
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    /// <summary>How far both texts are the same from their start, without cutting a word in two.</summary>
    private static int CommonStart(string before, string after)
    {
        var length = before.AsSpan().CommonPrefixLength(after);
        return length == before.Length && length == after.Length ? length : before.AsSpan(0, length).LastIndexOfAny(" \n\t") + 1;
    }

    private static int CommonEnd(ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        var length = 0;
        while (length < before.Length && length < after.Length && before[^(length + 1)] == after[^(length + 1)])
        {
            length++;
        }

        var space = before[^length..].IndexOfAny(" \n\t");
        return space < 0 ? 0 : length - space;
    }
}
