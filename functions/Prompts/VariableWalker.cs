using Fluid.Ast;

namespace PromptLab.Prompts;

/// <summary>Finds a template's variables in its syntax tree, in the order in which they are written. A name that the template has set by then is none.</summary>
internal sealed class VariableWalker(string text, Func<object, int?> placeOf, bool onlyCollects = false) : AstVisitor
{
    /// <summary>What Fluid sets in a loop.</summary>
    private static readonly string[] OfLoops = ["forloop", "parentloop", "tablerowloop"];

    private readonly OrderedDictionary<string, int> used = [];
    private readonly List<string> set = [.. OfLoops];
    private readonly HashSet<string> optional = [];
    private int depth;
    private TemplateFault? fault;

    public IReadOnlyList<string> Variables => [.. used.Keys];

    public IReadOnlyList<string> RequiredVariables => [.. Variables.Where(name => !optional.Contains(name))];

    public IReadOnlyDictionary<string, int> Places => used;

    /// <summary>Where the tag begins that is being looked at.</summary>
    public int Place { get; private set; }

    /// <summary>What the parser accepts and nobody means, or null.</summary>
    public TemplateFault? Walk(IReadOnlyList<Statement> statements)
    {
        VisitAll(statements);
        return fault;
    }

    public override Statement Visit(Statement? statement)
    {
        if (statement is null)
        {
            return null!;
        }

        var outer = Place;
        Place = placeOf(statement) ?? outer;
        base.Visit(statement);
        Place = outer;
        return statement;
    }

    public override Expression Visit(Expression? expression)
    {
        if (expression is null)
        {
            return null!;
        }

        if (++depth > TemplateBounds.Chain + TemplateBounds.Brackets)
        {
            throw new TemplateException($"This tag joins more than {TemplateBounds.Chain} filters or conditions. Use several tags.");
        }

        base.Visit(expression);
        depth--;
        return expression;
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments is [IdentifierSegment { Identifier: var name }, ..] && !set.Contains(name))
        {
            used.TryAdd(name, placeOf(memberExpression) ?? PlaceOfWord(name));
        }

        foreach (var indexer in memberExpression.Segments.OfType<IndexerSegment>())
        {
            Visit(indexer.Expression);
        }

        return memberExpression;
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (filterExpression.Name is "default" && !onlyCollects)
        {
            MarkOptional(filterExpression.Input);
        }

        base.VisitFilterExpression(filterExpression);
        if (!FilterBounds.Has(filterExpression.Name))
        {
            fault ??= new(TemplateSentences.NoSuchFilter(filterExpression.Name), PlaceOfWord(filterExpression.Name));
        }

        return filterExpression;
    }

    protected override Statement VisitIfStatement(IfStatement ifStatement)
    {
        Test(ifStatement.Condition);
        VisitAll(ifStatement.Statements);
        VisitAll(ifStatement.ElseIfs);
        Visit(ifStatement.Else);
        return ifStatement;
    }

    protected override Statement VisitElseIfStatement(ElseIfStatement elseIfStatement)
    {
        Test(elseIfStatement.Condition);
        VisitAll(elseIfStatement.Statements);
        return elseIfStatement;
    }

    protected override Statement VisitUnlessStatement(UnlessStatement unlessStatement)
    {
        Test(unlessStatement.Condition);
        VisitAll(unlessStatement.Statements);
        Visit(unlessStatement.Else);
        return unlessStatement;
    }

    protected override Statement VisitCaseStatement(CaseStatement caseStatement)
    {
        MarkOptional(caseStatement.Expression);
        return base.VisitCaseStatement(caseStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        if (forStatement.Else is not null)
        {
            MarkOptional(forStatement.Source);
        }

        Visit(forStatement.Source);
        Visit(forStatement.Limit);
        if (!forStatement.OffsetIsContinue)
        {
            Visit(forStatement.Offset);
        }

        VisitLoop(forStatement.Identifier, forStatement.Statements);
        Visit(forStatement.Else);
        return forStatement;
    }

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement)
    {
        Visit(tableRowStatement.Source);
        Visit(tableRowStatement.Limit);
        Visit(tableRowStatement.Offset);
        Visit(tableRowStatement.Cols);
        VisitLoop(tableRowStatement.Identifier, tableRowStatement.Statements);
        return tableRowStatement;
    }

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        base.VisitAssignStatement(assignStatement);
        set.Add(assignStatement.Identifier);
        return assignStatement;
    }

    protected override Statement VisitCaptureStatement(CaptureStatement captureStatement)
    {
        base.VisitCaptureStatement(captureStatement);
        set.Add(captureStatement.Identifier);
        return captureStatement;
    }

    /// <summary>The loop's own name ends with the loop; what is assigned inside stays.</summary>
    private void VisitLoop(string name, IReadOnlyList<Statement> statements)
    {
        set.Insert(0, name);
        VisitAll(statements);
        set.Remove(name);
    }

    private void VisitAll(IEnumerable<Statement?> statements)
    {
        foreach (var statement in statements)
        {
            Visit(statement);
        }
    }

    private void Test(Expression condition)
    {
        MarkOptional(condition);
        Visit(condition);
    }

    private void MarkOptional(Expression expression)
    {
        // It must not mark in turn: a chain of defaults would be walked twice at each of its links.
        VariableWalker tested = new(text, placeOf, onlyCollects: true);
        tested.Visit(expression);
        optional.UnionWith(tested.used.Keys);
    }

    private int PlaceOfWord(string name) => text.IndexOf(name, Place, StringComparison.Ordinal) is >= 0 and var found ? found : Place;
}
