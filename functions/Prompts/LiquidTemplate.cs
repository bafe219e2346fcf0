using System.Globalization;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace PromptLab.Prompts;

/// <summary>What is wrong in a template, and where: lines and columns count from 1.</summary>
public sealed record TemplateError(string Message, int? Line, int? Column);

/// <summary>One Liquid template: which variables it asks for, and its text once they are filled in.</summary>
public sealed partial class LiquidTemplate
{
    private const int MaxSteps = 50_000;
    private const int MaxOutputCharacters = 10_000_000;

    private static readonly FluidParser Parser = new();

    // No file provider: a template reads nothing but its variables.
    private static readonly TemplateOptions Options = new()
    {
        MaxSteps = MaxSteps,
        MaxRecursion = 50,
        CultureInfo = CultureInfo.InvariantCulture,
        // A text that doubles in a loop would fill the memory long before it is written out.
        Assigned = (_, value, _) => ValueTask.FromResult(Bounded(value)),
        Captured = (_, value, _) => ValueTask.FromResult(Bounded(value)),
    };

    private readonly IFluidTemplate? template;

    private LiquidTemplate(IFluidTemplate? template, TemplateError? error)
    {
        this.template = template;
        Error = error;
        VariableWalker walker = new();
        if (template is not null)
        {
            walker.VisitTemplate(template);
        }

        (Variables, RequiredVariables) = (walker.Variables, walker.RequiredVariables);
    }

    /// <summary>Why the template cannot be read, or null.</summary>
    public TemplateError? Error { get; }

    /// <summary>Names in the order in which they first appear.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>Those that must have a value: neither given a default nor tested by a condition.</summary>
    public IReadOnlyList<string> RequiredVariables { get; }

    public static LiquidTemplate Parse(string text) =>
        Parser.TryParse(text, out var template, out var error) ? new(template, null) : new(null, ErrorFrom(error));

    /// <summary>The text with its variables filled in. Throws <see cref="TemplateException"/> when the template breaks a bound.</summary>
    public string Render(IReadOnlyDictionary<string, object?> variables)
    {
        if (template is null)
        {
            throw new TemplateException(Error!.Message);
        }

        TemplateContext context = new(Options);
        foreach (var (name, value) in variables)
        {
            context.SetValue(name, value);
        }

        try
        {
            using BoundedWriter output = new();
            template.RenderAsync(output, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        catch (Exception error) when (error is InvalidOperationException or FileNotFoundException or ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw new TemplateException(error.Message, error);
        }
    }

    private static FluidValue Bounded(FluidValue value) =>
        value.ToStringValue().Length <= MaxOutputCharacters ? value : throw TooLong();

    private static TemplateException TooLong() => new($"The text would be longer than {MaxOutputCharacters:N0} characters.");

    /// <summary>The parser ends its sentence with "at (line:column)" and repeats the source, which the user knows.</summary>
    private static TemplateError ErrorFrom(string message)
    {
        var firstLine = message.Split('\n')[0].Trim();
        var place = Place().Match(firstLine);
        return place.Success
            ? new(firstLine[..place.Index].Trim() + ".", Number(place.Groups[1]), Number(place.Groups[2]))
            : new(firstLine, null, null);

        static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\s*at \((\d+):(\d+)\)\s*$")]
    private static partial Regex Place();

    private sealed class BoundedWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        private void Check(int count)
        {
            if (GetStringBuilder().Length + count > MaxOutputCharacters)
            {
                throw TooLong();
            }
        }
    }
}

/// <summary>A template that cannot be rendered, in words for the person who wrote it.</summary>
public sealed class TemplateException(string message, Exception? inner = null) : Exception(message, inner);
