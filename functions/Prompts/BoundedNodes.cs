using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;
using Fluid.Values;

namespace PromptLab.Prompts;

/// <summary>A tag that notes where it is, so that a failure can be told with its line, and what it costs.</summary>
internal sealed class PlacedStatement(Statement inner, int? place, int cost) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        var bounded = (BoundedContext)context;
        bounded.Place = place ?? bounded.Place;
        bounded.Spend(cost);
        if (inner is ForStatement { Source: MemberExpression source })
        {
            // Fluid copies the whole list before it looks at the limit.
            bounded.SpendOn(await source.EvaluateAsync(context));
        }

        return await inner.WriteToAsync(writer, encoder, context);
    }
}

/// <summary>{% capture %} whose text stops at the bound while it is written, not after.</summary>
internal sealed class BoundedCapture(string identifier, IReadOnlyList<Statement> statements) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        using BoundedWriter text = new();
        var completion = await statements.RenderStatementsAsync(text, encoder, context);
        var captured = text.ToString();
        ((BoundedContext)context).Spend(captured.Length);
        context.SetValue(identifier, new StringValue(captured, false));
        return completion;
    }
}

/// <summary>{% ifchanged %} likewise.</summary>
internal sealed class BoundedIfChanged(IReadOnlyList<Statement> statements) : Statement
{
    private const string Last = "ifchanged";

    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        using BoundedWriter text = new();
        var completion = await statements.RenderStatementsAsync(text, encoder, context);
        var now = text.ToString();
        ((BoundedContext)context).Spend(now.Length);
        if (!context.AmbientValues.TryGetValue(Last, out var last) || !now.Equals(last as string, StringComparison.Ordinal))
        {
            context.AmbientValues[Last] = now;
            await writer.WriteAsync(now);
        }

        return completion;
    }
}

/// <summary>A variable: whoever asks for it may read it whole.</summary>
internal sealed class BoundedMember(MemberExpression inner) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var value = await inner.EvaluateAsync(context);
        ((BoundedContext)context).SpendOn(value);
        return value;
    }
}

/// <summary>A filter whose result is measured before it is made.</summary>
internal sealed class BoundedFilter(Expression input, string name, IReadOnlyList<FilterArgument> parameters) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var bounded = (BoundedContext)context;
        var value = await input.EvaluateAsync(context);
        FilterArguments arguments = new();
        foreach (var parameter in parameters)
        {
            arguments.Add(parameter.Name, await parameter.Expression.EvaluateAsync(context));
        }

        bounded.Filter = name;
        FilterBounds.Require(name, value, arguments, bounded);
        context.Options.Filters.TryGetValue(name, out var filter);
        var result = await filter!(value, arguments, context);
        bounded.Filter = null;
        return result;
    }
}

/// <summary>(1..n), refused before its numbers are made.</summary>
internal sealed class BoundedRange(Expression from, Expression to) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var first = (await from.EvaluateAsync(context)).ToNumberValue();
        var last = (await to.EvaluateAsync(context)).ToNumberValue();
        if (first is < int.MinValue or > int.MaxValue || last is < int.MinValue or > int.MaxValue)
        {
            throw new TemplateException("A range cannot reach so far.");
        }

        var count = Math.Max(0, Convert.ToInt64(last) - Convert.ToInt64(first) + 1);
        BoundedContext.RequireItems(count);
        ((BoundedContext)context).Spend(count * TemplateBounds.ItemCost / 2);
        return new ArrayValue([.. Enumerable.Range(Convert.ToInt32(first), (int)count).Select(number => NumberValue.Create(number))]);
    }
}

/// <summary>A comparison counts as work by what it has to read; beginnings and endings are compared character by character in any culture.</summary>
internal sealed class BoundedComparison(BinaryExpression inner) : Expression
{
    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var left = await inner.Left.EvaluateAsync(context);
        var right = await inner.Right.EvaluateAsync(context);
        var bounded = (BoundedContext)context;
        bounded.Spend(1 + CostOf(left, context) + CostOf(right, context));
        if (inner is ContainsBinaryExpression && left is StringValue)
        {
            FilterBounds.Searched(left.ToStringValue(), right.ToStringValue(), bounded);
        }

        return (inner, left) switch
        {
            (StartsWithBinaryExpression, StringValue) => BooleanValue.Create(left.ToStringValue().StartsWith(right.ToStringValue(), StringComparison.Ordinal)),
            (EndsWithBinaryExpression, StringValue) => BooleanValue.Create(left.ToStringValue().EndsWith(right.ToStringValue(), StringComparison.Ordinal)),
            _ => await inner.EvaluateAsync(context),
        };
    }

    private static long CostOf(FluidValue value, TemplateContext context) => TemplateBounds.SizeOf(value, context) / (value is StringValue ? 32 : 4);
}
