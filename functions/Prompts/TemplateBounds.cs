using Fluid;
using Fluid.Values;

namespace PromptLab.Prompts;

/// <summary>What any template is held to, however it is written. The figures are told in docs/templates.md.</summary>
internal static class TemplateBounds
{
    public const int OutputCharacters = 10_000_000;
    public const int Steps = 50_000;

    /// <summary>Characters that all tags and filters of one template may handle together: it bounds the time and the memory.</summary>
    public const long Work = 50_000_000;

    /// <summary>Items of a list that a range or a filter makes.</summary>
    public const int Items = 1_000_000;

    /// <summary>Fluid's parser overflows a stack of 1 MB between 200 and 400 blocks in each other, and the same for brackets.</summary>
    public const int Blocks = 50;

    public const int Brackets = 20;

    /// <summary>Filters, or conditions joined by "and" and "or", in one tag; evaluating 2,000 overflows the stack.</summary>
    public const int Chain = 100;

    /// <summary>What an item of a list costs beside its own text, in characters.</summary>
    public const int ItemCost = 32;

    /// <summary>How much a value holds, in characters; as soon as it is more than the work that is allowed, it is not counted on.</summary>
    public static long SizeOf(FluidValue value, TemplateContext context, long enough = Work)
    {
        switch (value)
        {
            case StringValue text:
                return text.ToStringValue().Length;
            case ArrayValue or DictionaryValue:
                var size = 0L;
                foreach (var item in value.Enumerate(context))
                {
                    size += ItemCost + SizeOf(item, context, enough - size);
                    if (size > enough)
                    {
                        break;
                    }
                }

                return size;
            default:
                return 8;
        }
    }
}

/// <summary>One rendering: what it has used of its bounds, and the place of the tag that it is at.</summary>
internal sealed class BoundedContext(TemplateOptions options) : TemplateContext(options)
{
    private long work;

    /// <summary>Where the tag that is being rendered begins.</summary>
    public int? Place { get; set; }

    /// <summary>The filter that is being applied, for the sentence when it fails.</summary>
    public string? Filter { get; set; }

    public void Spend(long characters)
    {
        work += characters;
        if (work > TemplateBounds.Work)
        {
            throw new TemplateException(
                $"The template is too much work: its tags and filters handle more than {TemplateBounds.Work:N0} characters. Loop over less, or shorten the texts.");
        }
    }

    public static void RequireText(long characters)
    {
        if (characters > TemplateBounds.OutputCharacters)
        {
            throw new TemplateException($"The text would be longer than {TemplateBounds.OutputCharacters:N0} characters.");
        }
    }

    public static void RequireItems(long items)
    {
        if (items > TemplateBounds.Items)
        {
            throw new TemplateException($"The list would have more than {TemplateBounds.Items:N0} items.");
        }
    }
}
