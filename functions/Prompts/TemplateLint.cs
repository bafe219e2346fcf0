using System.Text.RegularExpressions;

namespace PromptLab.Prompts;

/// <summary>Finds braces in a template's plain text that are probably meant as tags. JSON is left alone.</summary>
internal static partial class TemplateLint
{
    /// <summary>More than this in one template is a text of another kind, not a list of mistakes.</summary>
    private const int MostFaults = 50;

    /// <param name="text">A template that can be read.</param>
    /// <param name="known">Names of variables: what is written like one of them in another way is a mistake for certain.</param>
    public static IReadOnlyList<TemplateFault> Check(string text, IReadOnlySet<string> known)
    {
        var plain = TemplateScanner.Scan(text).Where(part => part.Kind is TemplatePartKind.Text).ToArray();
        Dictionary<string, TemplateFault> faults = [];
        foreach (var part in plain)
        {
            AddNames(text, part, known, faults);
        }

        return [.. faults.Values.Concat(Unopened(text, plain)).Take(MostFaults)];
    }

    private static void AddNames(string text, TemplatePart part, IReadOnlySet<string> known, Dictionary<string, TemplateFault> faults)
    {
        foreach (Match match in SingleBraces().Matches(text[part.Start..part.End]))
        {
            var name = match.Groups[1].Value;
            faults.TryAdd(match.Value, new($"\"{match.Value}\" stays as it is. Did you mean {{{{ {name} }}}}?", part.Start + match.Index));
        }

        foreach (Match match in OtherWays().Matches(text[part.Start..part.End]))
        {
            var name = match.Groups.Values.Skip(1).First(group => group.Success).Value;
            if (known.Contains(name))
            {
                faults.TryAdd(match.Value, new($"\"{match.Value}\" stays as it is. Did you mean {{{{ {name} }}}}?", part.Start + match.Index));
            }
        }
    }

    /// <summary>Closing braces for which nothing is open: neither a tag nor a brace of JSON or code.</summary>
    private static IEnumerable<TemplateFault> Unopened(string text, IReadOnlyList<TemplatePart> plain)
    {
        var open = 0;
        foreach (var part in plain)
        {
            for (var at = part.Start; at < part.End; at++)
            {
                var next = at + 1 < part.End ? text[at + 1] : '\0';
                switch (text[at])
                {
                    case '{':
                        open++;
                        break;
                    case '}' when open > 0:
                        // "{ name }}" is told with its name.
                        at += --open is 0 && next is '}' && EndsName().IsMatch(text.AsSpan(part.Start, at + 1 - part.Start)) ? 1 : 0;
                        break;
                    case '}' or '%' when open is 0 && next is '}':
                        yield return new($"This {text[at]}}} closes nothing: there is no {(text[at] is '}' ? "{{" : "{%")} before it.", at++);
                        break;
                }
            }
        }
    }

    /// <summary>{name} and {name}}, but neither LaTeX's \textbf{name}, x_{name}, \frac{a}{b} nor a shell's ${name}.</summary>
    [GeneratedRegex(@"(?<!\\[A-Za-z]{1,20}|[$^_}\\])\{[ \t]*([A-Za-z_]\w{0,49}(?:[.-]\w{1,50})*)[ \t]*\}\}?")]
    private static partial Regex SingleBraces();

    [GeneratedRegex(@"\$\{[ \t]*([A-Za-z_]\w{0,49})[ \t]*\}|<<[ \t]*([A-Za-z_]\w{0,49})[ \t]*>>|\[\[[ \t]*([A-Za-z_]\w{0,49})[ \t]*\]\]")]
    private static partial Regex OtherWays();

    [GeneratedRegex(@"\{[ \t]*[A-Za-z_]\w{0,49}(?:[.-]\w{1,50})*[ \t]*\}$", RegexOptions.RightToLeft)]
    private static partial Regex EndsName();
}
