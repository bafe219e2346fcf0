using Fluid.Ast;

namespace PromptLab.Prompts;

/// <summary>Finds a template's variables in its syntax tree. Names that the template itself sets are not among them.</summary>
internal sealed class VariableWalker : AstVisitor
{
    private readonly OrderedDictionary<string, bool> used = [];
    private readonly HashSet<string> set = ["forloop", "tablerowloop"];
    private readonly HashSet<string> optional = [];

    public IReadOnlyList<string> Variables => [.. used.Keys.Where(name => !set.Contains(name))];

    public IReadOnlyList<string> RequiredVariables => [.. Variables.Where(name => !optional.Contains(name))];

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments is [IdentifierSegment root, ..])
        {
            used.TryAdd(root.Identifier, true);
        }

        foreach (var indexer in memberExpression.Segments.OfType<IndexerSegment>())
        {
            Visit(indexer.Expression);
        }

        return memberExpression;
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (filterExpression.Name is "default")
        {
            MarkOptional(filterExpression.Input);
        }

        return base.VisitFilterExpression(filterExpression);
    }

    protected override Statement VisitIfStatement(IfStatement ifStatement)
    {
        MarkOptional(ifStatement.Condition);
        return base.VisitIfStatement(ifStatement);
    }

    protected override Statement VisitElseIfStatement(ElseIfStatement elseIfStatement)
    {
        MarkOptional(elseIfStatement.Condition);
        return base.VisitElseIfStatement(elseIfStatement);
    }

    protected override Statement VisitUnlessStatement(UnlessStatement unlessStatement)
    {
        MarkOptional(unlessStatement.Condition);
        return base.VisitUnlessStatement(unlessStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        set.Add(forStatement.Identifier);
        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement)
    {
        set.Add(tableRowStatement.Identifier);
        return base.VisitTableRowStatement(tableRowStatement);
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        set.Add(assignStatement.Identifier);
        return base.VisitAssignStatement(assignStatement);
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        set.Add(captureStatement.Identifier);
        return base.VisitCaptureStatement(captureStatement);
    }

    private void MarkOptional(Expression expression)
    {
        VariableWalker tested = new();
        tested.Visit(expression);
        optional.UnionWith(tested.used.Keys);
    }
}
