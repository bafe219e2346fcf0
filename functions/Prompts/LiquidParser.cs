using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Parlot;
using Parlot.Fluent;

namespace PromptLab.Prompts;

/// <summary>Fluid's parser, which says where each tag and each variable stands and refuses what is nested too deep.</summary>
internal sealed class LiquidParser : FluidParser
{
    /// <summary>Tags that are not offered: they read files, or they are a language of their own.</summary>
    private static readonly string[] NotOffered = ["include", "render", "liquid"];

    public LiquidParser()
    {
        foreach (var name in NotOffered)
        {
            RegisteredTags.Remove(name);
        }

        foreach (var (name, tag) in RegisteredTags.ToArray())
        {
            RegisteredTags[name] = new PlacingParser<Statement>(tag, "{%", context => ref context.Blocks, TemplateBounds.Blocks, "Blocks are nested more than {0} deep.");
        }

        Primary.Parser = new PlacingParser<Expression>(
            Primary.Parser!, null, context => ref context.Brackets, TemplateBounds.Brackets, "Brackets are nested more than {0} deep.");
        FilterExpression.Parser = new PlacingParser<Expression>(
            FilterExpression.Parser!, null, context => ref context.Brackets, TemplateBounds.Brackets, "Brackets are nested more than {0} deep.");
    }

    /// <summary>The statements of a template and where they stand, or what is wrong and where.</summary>
    public (IReadOnlyList<Statement> Statements, PlacingContext Places, ParseFault? Error) Read(string text)
    {
        PlacingContext context = new(text);
        try
        {
            var whole = Grammar.TryParse(context, out var statements, out var error);
            var end = context.Scanner.Cursor.Offset;
            return error is not null ? ([], context, new(error.Message ?? "", error.Position.Offset))
                : whole && end >= text.Length ? (statements, context, null)
                : text.Length is 0 ? ([], context, null)
                // Fluid leaves out what follows a tag that it cannot read.
                : ([], context, new("", end));
        }
        catch (TemplateException error)
        {
            return ([], context, new(error.Message, context.Scanner.Cursor.Offset) { IsSentence = true });
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return ([], context, new("", context.Scanner.Cursor.Offset));
        }
    }

    internal sealed record ParseFault(string Message, int Offset)
    {
        public bool IsSentence { get; init; }
    }

    internal sealed class PlacingContext(string text) : FluidParseContext(text)
    {
        private readonly Dictionary<object, int> places = new(ReferenceEqualityComparer.Instance);
        private readonly string text = text;

        public int Blocks;
        public int Brackets;

        public void Place(object node, int offset, string? opening)
        {
            while (opening is null && offset < text.Length && char.IsWhiteSpace(text[offset]))
            {
                offset++;
            }

            places[node] = opening is null || offset is 0 ? offset : Math.Max(0, text.LastIndexOf(opening, offset - 1, StringComparison.Ordinal));
        }

        public int? PlaceOf(object node) => places.TryGetValue(node, out var offset) ? offset
            : node is OutputStatement { Expression: { } shown } && places.TryGetValue(shown, out offset) ? text.LastIndexOf("{{", offset, StringComparison.Ordinal)
            : null;
    }

    private delegate ref int Depth(PlacingContext context);

    private sealed class PlacingParser<T>(Parser<T> inner, string? opening, Depth depth, int most, string sentence) : Parser<T>
        where T : class
    {
        public override bool Parse(ParseContext context, ref ParseResult<T> result)
        {
            var placing = (PlacingContext)context;
            var start = context.Scanner.Cursor.Offset;
            if (++depth(placing) > most)
            {
                throw new TemplateException(string.Format(null, sentence, most));
            }

            var parsed = inner.Parse(context, ref result);
            depth(placing)--;
            if (parsed && result.Value is not null)
            {
                placing.Place(result.Value, start, opening);
            }

            return parsed;
        }
    }
}
