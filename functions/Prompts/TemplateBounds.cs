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
            case ArrayValue list:
                var size = 0L;
                for (var at = 0; at < list.Values.Count && size <= enough; at++)
                {
                    size += ItemCost + SizeOf(list.Values[at], context, enough - size);
                }

                return size;
            case DictionaryValue:
                // Its pairs are lists that are made for the asking.
                return value.Enumerate(context).Aggregate(0L, (sum, pair) => sum > enough ? sum : sum + ItemCost + SizeOf(pair, context, enough - sum));
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

    /// <summary>What it costs to look at a value once: parsing a text as a number reads it whole, writing a list asks each item.</summary>
    public void SpendOn(FluidValue value) => Spend(value switch
    {
        StringValue text => text.ToStringValue().Length / 4,
        ArrayValue list => 4 * list.Values.Count,
        DictionaryValue => TemplateBounds.ItemCost * CountOf(value),
        _ => 1,
    });

    private long CountOf(FluidValue map) => (long)map.GetValueAsync("size", this).AsTask().GetAwaiter().GetResult().ToNumberValue();

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
