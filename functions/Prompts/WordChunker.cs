using System.Buffers;
using DiffPlex;

namespace PromptLab.Prompts;

/// <summary>Words, and each mark and space between them by itself: DiffPlex's own takes " {{" for one piece, so that a word before it changes it.</summary>
internal sealed class WordChunker : IChunker
{
    private static readonly SearchValues<char> Marks = SearchValues.Create(" \t\r\n.,;:!?(){}[]|\"'");

    public IReadOnlyList<string> Chunk(string text)
    {
        List<string> pieces = [];
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAny(Marks) switch
            {
                < 0 => text.Length - start,
                0 => 1,
                var word => word,
            };
            pieces.Add(text.Substring(start, length));
            start += length;
        }

        return pieces;
    }
}
