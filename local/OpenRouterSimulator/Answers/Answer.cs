namespace OpenRouterSimulator.Answers;

public enum PieceKind
{
    Reasoning,
    Content,
    ToolArguments,
}

/// <summary>What one chunk of a stream carries: usually one token, more where the text is huge.</summary>
public sealed record Piece(PieceKind Kind, string Text, int Tokens)
{
    /// <summary>Which of the tool calls the arguments belong to.</summary>
    public int Call { get; init; }
}

public sealed record Answer(IReadOnlyList<Piece> Pieces, string FinishReason)
{
    /// <summary>The names of the tools that are called; their arguments are the pieces.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    public string? Text(PieceKind kind, int call = 0)
    {
        string[] texts = [.. Pieces.Where(piece => piece.Kind == kind && piece.Call == call).Select(piece => piece.Text)];
        return texts.Length == 0 ? null : string.Concat(texts);
    }
}
