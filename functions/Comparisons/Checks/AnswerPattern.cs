using System.Text.RegularExpressions;

namespace PromptLab.Comparisons.Checks;

/// <summary>Regular expressions that take time in proportion to the text, whatever they are: no answer can hold the server up.</summary>
internal static class AnswerPattern
{
    /// <summary>A pattern of this kind could still be huge: "a{1000}{1000}".</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static string? FaultOf(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            return "This pattern looks around or back (such as (?=…) or \\1), or is too large; patterns here take linear time, and cannot.";
        }
        catch (ArgumentException error)
        {
            return $"This is no regular expression: {error.Message}";
        }
    }

    /// <summary>Null when it takes too long all the same, or is no pattern once it is filled in.</summary>
    public static bool? Matches(string pattern, string text)
    {
        try
        {
            return Compile(pattern).IsMatch(text);
        }
        catch (Exception error) when (error is NotSupportedException or ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
}
