using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Fluid.Values;

namespace PromptLab.Prompts;

/// <summary>One Liquid template: which variables it asks for, and its text once they are filled in.</summary>
public sealed class LiquidTemplate
{
    private static readonly LiquidParser Parser = new();

    // No file provider: a template reads nothing but its variables. UTC, for the same bytes on every machine.
    private static readonly TemplateOptions Options = new()
    {
        MaxSteps = TemplateBounds.Steps,
        MaxRecursion = 0,
        CultureInfo = CultureInfo.InvariantCulture,
        TimeZone = TimeZoneInfo.Utc,
        ModelNamesComparer = StringComparer.Ordinal,
        JsonSerializerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
    };

    private readonly IFluidTemplate? template;

    static LiquidTemplate()
    {
        // Fluid's own compare by culture, and then "\n" is not found in "\r\n".
        foreach (var (name, like) in new[] { ("remove_first", "replace_first"), ("remove_last", "replace_last") })
        {
            Options.Filters.TryGetValue(like, out var replace);
            Options.Filters.AddFilter(name, (input, arguments, context) => replace!(input, new FilterArguments(arguments.At(0), StringValue.Empty), context));
        }
    }

    private LiquidTemplate(string text)
    {
        Text = text;
        var (statements, places, error) = Parser.Read(text);
        VariableWalker walker = new(text, places.PlaceOf);
        try
        {
            Error = error is null ? walker.Walk(statements) : TemplateSentences.For(text, error);
        }
        catch (TemplateException deep)
        {
            Error = new(deep.Message, walker.Place);
        }

        if (Error is null)
        {
            template = new FluidTemplate([.. statements.Select(new BoundingRewriter(places.PlaceOf).Visit)]);
            (Variables, RequiredVariables, Places) = (walker.Variables, walker.RequiredVariables, walker.Places);
        }
    }

    public string Text { get; }

    /// <summary>Why the template cannot be read, or null.</summary>
    public TemplateFault? Error { get; }

    /// <summary>Names in the order in which they first appear.</summary>
    public IReadOnlyList<string> Variables { get; } = [];

    /// <summary>Those that must have a value: neither given a default nor tested by a condition.</summary>
    public IReadOnlyList<string> RequiredVariables { get; } = [];

    /// <summary>Where each variable first appears.</summary>
    public IReadOnlyDictionary<string, int> Places { get; } = new Dictionary<string, int>();

    public static LiquidTemplate Parse(string text) => new(text);

    /// <summary>The text with its variables filled in, or why there is none.</summary>
    public bool TryRender(IReadOnlyDictionary<string, FluidValue> variables, out string text, [NotNullWhen(false)] out TemplateFault? fault)
    {
        text = "";
        if (template is null)
        {
            fault = Error!;
            return false;
        }

        BoundedContext context = new(Options);
        foreach (var (name, value) in variables)
        {
            context.SetValue(name, value);
        }

        try
        {
            (text, fault) = (Render(template, context), null);
            return true;
        }
        // Fluid throws whatever its filters run into; it is the template that is wrong, not the app.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            fault = new(TemplateSentences.For(error, context.Filter), context.Place);
            return false;
        }
    }

    private static string Render(IFluidTemplate template, BoundedContext context)
    {
        var culture = CultureInfo.CurrentCulture;
        // Sorting by a member asks for the thread's culture, whatever the options say.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            using BoundedWriter output = new();
            // Nothing in it waits: there is no file, no function and no network to wait for.
            template.RenderAsync(output, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
            return output.ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}

/// <summary>What is wrong in a template, and at which character.</summary>
public sealed record TemplateFault(string Message, int? Offset);

/// <summary>A template that breaks a bound, in words for the person who wrote it.</summary>
public sealed class TemplateException(string message) : Exception(message);
