using Fluid.Ast;
using Fluid.Ast.BinaryExpressions;

namespace PromptLab.Prompts;

/// <summary>Makes a template out of a parsed one that keeps its bounds: every tag is placed, every filter, range and comparison measured.</summary>
internal sealed class BoundingRewriter(Func<Statement, int?> placeOf) : AstRewriter
{
    private const int CostOfStatement = 20;
    private const int CostOfExpression = 10;

    private int expressions;

    public override Statement Visit(Statement? statement)
    {
        // Their owners ask for them by their type; what they hold is placed all the same.
        if (statement is null or ElseStatement or ElseIfStatement or WhenStatement)
        {
            return statement is null ? null! : base.Visit(statement);
        }

        var outer = expressions;
        expressions = 0;
        var rewritten = base.Visit(statement);
        PlacedStatement placed = new(rewritten, placeOf(statement), CostOfStatement + (CostOfExpression * expressions));
        expressions = outer;
        return placed;
    }

    public override Expression Visit(Expression? expression)
    {
        if (expression is null)
        {
            return null!;
        }

        expressions++;
        var rewritten = base.Visit(expression);
        return rewritten is BinaryExpression comparison and not (AndBinaryExpression or OrBinaryExpression) ? new BoundedComparison(comparison) : rewritten;
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        TryRewriteStatements(captureStatement.Statements, out var statements);
        return new BoundedCapture(captureStatement.Identifier, statements);
    }

    protected override Statement VisitIfChangedStatement(IfChangedStatement ifChangedStatement)
    {
        TryRewriteStatements(ifChangedStatement.Statements, out var statements);
        return new BoundedIfChanged(statements);
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression) => new BoundedFilter(
        Visit(filterExpression.Input),
        filterExpression.Name,
        [.. filterExpression.Parameters.Select(parameter => new FilterArgument(parameter.Name, Visit(parameter.Expression)))]);

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) =>
        new BoundedRange(Visit(rangeExpression.From), Visit(rangeExpression.To));

    protected override Expression VisitMemberExpression(MemberExpression memberExpression) => new BoundedMember(WithBoundedIndexes(memberExpression));

    /// <summary>Fluid knows where a loop goes on by the name of its list, and "continue" by its own.</summary>
    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        TryRewriteStatements(forStatement.Statements, out var statements);
        return new ForStatement(
            statements,
            forStatement.Identifier,
            forStatement.Source is MemberExpression list ? WithBoundedIndexes(list) : Visit(forStatement.Source),
            Visit(forStatement.Limit),
            forStatement.OffsetIsContinue ? forStatement.Offset : Visit(forStatement.Offset),
            forStatement.Reversed,
            Visit(forStatement.Else) as ElseStatement);
    }

    private MemberExpression WithBoundedIndexes(MemberExpression member)
    {
        expressions += member.Segments.Count;
        return new([.. member.Segments.Select(segment => segment is IndexerSegment index ? new IndexerSegment(Visit(index.Expression)) : segment)]);
    }
}
