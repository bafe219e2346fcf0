using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Chat;

namespace OpenRouterSimulator.Answers;

/// <summary>Which tools an answer calls, and the pieces in which their arguments come.</summary>
internal static class ToolCalls
{
    public static IReadOnlyList<ChatTool> Choose(ChatRequest request, Script script)
    {
        if (request.RequiredTool is { } required)
        {
            return script.Tools == ToolForm.Parallel ? [required, Second(request, required)] : [required];
        }

        // Once it has been told a result, a model that calls unasked would never come to its answer.
        var unasked = script.Tools != ToolForm.AsAsked && request.Messages[^1].Role != "tool";
        return (unasked, request.Tools) switch
        {
            (true, [var first, ..]) => script.Tools == ToolForm.Parallel ? [first, Second(request, first)] : [first],
            _ => [],
        };
    }

    public static IEnumerable<Piece> Pieces(string arguments, int call, ToolForm form)
    {
        Piece[] fragments = [.. Tokens.Split(arguments).Select(token => new Piece(PieceKind.ToolArguments, token, 1) { Call = call })];
        return form switch
        {
            ToolForm.Whole => [new Piece(PieceKind.ToolArguments, arguments, fragments.Length) { Call = call }],
            ToolForm.NoArguments => [new Piece(PieceKind.ToolArguments, "", 1) { Call = call }],
            ToolForm.TrailingSpace => [.. fragments, Space(call), Space(call)],
            _ => fragments,
        };
    }

    private static Piece Space(int call) => new(PieceKind.ToolArguments, " ", 0) { Call = call };

    private static ChatTool Second(ChatRequest request, ChatTool first) => request.Tools.FirstOrDefault(tool => tool != first) ?? first;
}
