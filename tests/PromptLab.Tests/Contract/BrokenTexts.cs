using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace PromptLab.Tests.Contract;

/// <summary>A valid body spoilt as a text: no JSON any more, or not in UTF-8.</summary>
internal sealed class BrokenTexts(JsonObject valid)
{
    private static readonly byte[][] BadUtf8 = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80], [0xe2, 0x82], [0xf0, 0x9f, 0x92]];

    private static readonly string[] NoValues =
        ["NaN", "Infinity", "-", "01", "+1", ".5", "1.", "0x10", "1e", "'x'", "undefined", "True", "\"\\x\"", "\"\\u12\"", "\"open", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "[1", "/* 1 */ 1", "1 2"];

    private readonly string text = valid.ToJsonString();

    public IEnumerable<(string What, byte[] Body)> All()
    {
        yield return ("nothing", []);
        yield return ("white space", Utf8(" \r\n\t"));
        yield return ("null", Utf8("null"));
        yield return ("a byte order mark", [0xef, 0xbb, 0xbf, .. Utf8(text)]);

        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            yield return ($"{encoding.WebName}", encoding.GetBytes(text));
            yield return ($"{encoding.WebName} with its mark", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        }

        yield return ("Latin-1", Encoding.Latin1.GetBytes(WithMember("\"caf\u00e9\"", "1")));
        yield return ("gzip", Gzip(text));
        yield return ("two documents", Utf8(text + text));
        yield return ("something after the end", Utf8(text + "x"));
        yield return ("a NUL after the end", Utf8(text + "\0"));
        yield return ("single quotes", Utf8(text.Replace('"', '\'')));
        yield return ("a comment", Utf8("// here it comes\n" + text));

        yield return ("a name with half a surrogate pair", Utf8(WithMember("\"\\ud800\"", "1")));
        yield return ("a name with half a surrogate pair inside", Utf8(WithMember("\"inside\"", "{\"a\\uDFFF\":1}")));

        foreach (var (what, broken) in AtEachMember())
        {
            yield return (what, broken);
        }

        foreach (var depth in new[] { 64, 100, 1_000, 100_000 })
        {
            yield return ($"{depth} arrays deep", Utf8(WithMember("\"deep\"", new string('[', depth) + new string(']', depth))));
            yield return ($"{depth} objects deep", Utf8(WithMember("\"deep\"", string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth))));
            yield return ($"{depth} open brackets", Utf8(new string('[', depth)));
        }
    }

    /// <summary>One more, by chance: never JSON, whatever the dice say.</summary>
    public (string What, byte[] Body) Any(Random random)
    {
        var bytes = Utf8(text);
        switch (random.Next(4))
        {
            case 0:
                var length = random.Next(bytes.Length);
                return ($"the first {length} bytes", bytes[..length]);
            case 1:
                var at = random.Next(bytes.Length);
                return ($"bad UTF-8 at {at}", [.. bytes[..at], .. BadUtf8[random.Next(2)], .. bytes[at..]]);
            case 2:
                // Between quotes or outside of them, a control character that is no white space is never allowed.
                var place = random.Next(bytes.Length);
                return ($"a control character at {place}", [.. bytes[..place], (byte)random.Next(0, 9), .. bytes[place..]]);
            default:
                var name = valid.ElementAt(random.Next(valid.Count)).Key;
                return ($"{name} twice", Utf8(WithMember($"\"{name}\"", valid[name]?.ToJsonString() ?? "null")));
        }
    }

    private IEnumerable<(string What, byte[] Body)> AtEachMember()
    {
        foreach (var (name, value) in valid)
        {
            yield return ($"{name} twice", Utf8(WithMember($"\"{name}\"", value?.ToJsonString() ?? "null")));
            yield return ($"{name} twice, once escaped", Utf8(WithMember($"\"\\u{(int)name[0]:x4}{name[1..]}\"", "null")));
            yield return ($"{name} twice inside", Utf8(WithMember("\"inside\"", $"{{\"{name}\":1,\"{name}\":1}}")));

            foreach (var noValue in NoValues)
            {
                yield return ($"{name} is {noValue}", Utf8(WithMember($"\"{name}2\"", noValue)));
            }

            foreach (var bad in BadUtf8)
            {
                yield return ($"bad UTF-8 in {name}", [.. Utf8(text[..^1]), .. Utf8($",\"{name}2\":\"x"), .. bad, .. Utf8("x\"}")]);
            }

            foreach (var control in new[] { '\0', '\n', '\u001f' })
            {
                yield return ($"a control character in {name}", Utf8(WithMember($"\"{name}2\"", $"\"x{control}x\"")));
            }
        }
    }

    /// <summary>The valid body with one more member, as its text.</summary>
    private string WithMember(string name, string value) => $"{text[..^1]},{name}:{value}}}";

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Utf8(text));
        }

        return packed.ToArray();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
