using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PromptLab.Tests.Support;

/// <summary>A text on the wire as it should not be: cut, with bytes that are no UTF-8, with a stretch twice.</summary>
internal static class OddBytes
{
    private static readonly byte[][] Strange =
        [[0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0xef, 0xbb, 0xbf], [0xfe, 0xff], [(byte)'\r'], [(byte)'\n'], [(byte)'"'], [(byte)'{'], [(byte)'\\']];

    public static Gen<Payload> Of(string text) => from bytes in Spoilt(Encoding.UTF8.GetBytes(text)) select new Payload(bytes);

    /// <summary>The same bytes in pieces of these sizes, over and over.</summary>
    public static IEnumerable<byte[]> InPieces(byte[] bytes, IReadOnlyList<int> sizes)
    {
        var turn = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var end = Math.Min(bytes.Length, at + sizes[turn++ % sizes.Count]);
            yield return bytes[at..end];
            at = end;
        }
    }

    private static Gen<byte[]> Spoilt(byte[] bytes) => Gen.Frequency(
        (3, Gen.Constant(bytes)),
        (2, from end in Gen.Choose(0, bytes.Length) select bytes[..end]),
        (3, from at in Gen.Choose(0, bytes.Length) from strange in Gen.Elements(Strange) select (byte[])[.. bytes[..at], .. strange, .. bytes[at..]]),
        (1, from at in Gen.Choose(0, bytes.Length) from again in Gen.Choose(0, bytes.Length) select (byte[])[.. bytes[..at], .. bytes[again..]]));
}

/// <summary>Bytes that a failing test shows as a text.</summary>
public sealed record Payload(byte[] Bytes)
{
    public override string ToString() => Encoding.Latin1.GetString(Bytes);
}
