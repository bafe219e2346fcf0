using System.Buffers;
using System.Text;

namespace PromptLab.Auth;

/// <summary>Which passwords are refused because everybody would guess them first. Their length is checked with the request.</summary>
public static class PasswordRules
{
    private const string Common = "This is one of the passwords that are guessed first. Choose another one, such as four words that have nothing to do with each other.";
    private const string Repeated = "This is the same piece over and over. Choose something that does not repeat itself.";
    private const string Run = "This follows the keyboard, the alphabet or the digits. Choose something that does not run in a row.";
    private const string Personal = "Leave your name and your e-mail address out of your password.";

    /// <summary>Shorter parts of a name, such as Ada, stand in too many good passwords by chance.</summary>
    private const int ShortestPersonalPart = 4;

    /// <summary>A listed word with this many characters around it is still that word; with more, they make a password of their own.</summary>
    private const int MostDecoration = 8;

    private const int ShortestRun = 3;
    private const int MostOutsideRuns = 2;

    private static readonly string[] Rows =
    [
        "qwertyuiop", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "azertyuiop", "qsdfghjklm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890-=",
        "!@#$%^&*()", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm",
    ];

    private static readonly string[] Runs = [.. Rows, .. Rows.Select(Reverse)];

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> CommonWords = ReadCommonWords();

    /// <summary>The sentence that says why this person should not have this password, or null when it may be.</summary>
    public static string? FindProblem(string password, string email, string fullName)
    {
        var plain = password.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

        return RepeatsItself(plain) ? Repeated
            : FollowsRows(plain) ? Run
            : IsCommon(plain) ? Common
            : Names(plain, email, fullName) ? Personal
            : null;
    }

    private static bool RepeatsItself(string text) =>
        Enumerable.Range(1, text.Length / 2).Any(period => text.AsSpan(period).SequenceEqual(text.AsSpan(0, text.Length - period)));

    /// <summary>Is the text made of runs such as "qwerty", "4321" or "1qaz", but for a character or two?</summary>
    private static bool FollowsRows(string text)
    {
        var outside = 0;
        for (var start = 0; start < text.Length;)
        {
            var length = LongestRunAt(text, start);
            outside += length < ShortestRun ? 1 : 0;
            start += length < ShortestRun ? 1 : length;
        }

        return outside <= MostOutsideRuns;
    }

    private static int LongestRunAt(string text, int start)
    {
        var length = 0;
        while (start + length < text.Length && Runs.Any(run => run.Contains(text.Substring(start, length + 1), StringComparison.Ordinal)))
        {
            length++;
        }

        return length;
    }

    private static bool IsCommon(string text)
    {
        var joined = text.Replace(" ", "", StringComparison.Ordinal);
        return IsCommonWord(WithoutDisguise(WithoutDecoration(joined))) || IsCommonWord(WithoutDecoration(WithoutDisguise(joined)));

        bool IsCommonWord(string word) => joined.Length - word.Length <= MostDecoration && CommonWords.Contains(word);
    }

    /// <summary>"123password!" is password.</summary>
    private static string WithoutDecoration(string text)
    {
        var first = text.AsSpan().IndexOfAny(Letters);
        return first < 0 ? "" : text[first..(text.AsSpan().LastIndexOfAny(Letters) + 1)];
    }

    /// <summary>"p@ssw0rd" is password.</summary>
    private static string WithoutDisguise(string text) => string.Create(text.Length, text, (plain, disguised) =>
    {
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = disguised[i] switch { '@' or '4' => 'a', '3' => 'e', '1' or '!' => 'i', '0' => 'o', '5' or '$' => 's', '7' => 't', var other => other };
        }
    });

    private static bool Names(string text, string email, string fullName) =>
        email.Split('@')[0].Split('+')[0].Split('.', '-', '_')
            .Concat(fullName.Split(' ', '-', '.'))
            .Append(email.Split('@')[0])
            .Select(part => part.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
            .Any(part => part.Length >= ShortestPersonalPart && text.Contains(part, StringComparison.Ordinal));

    private static string Reverse(string text) => new([.. text.Reverse()]);

    private static HashSet<string> ReadCommonWords()
    {
        using StreamReader reader = new(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
