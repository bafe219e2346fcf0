namespace OpenRouterSimulator.Answers;

public enum PieceKind
{
    Reasoning,
    Content,
    ToolArguments,
}

/// <summary>What one chunk of a stream carries: usually one token, more where the text is huge.</summary>
public sealed record Piece(PieceKind Kind, string Text, int Tokens);

public sealed record Answer(IReadOnlyList<Piece> Pieces, string FinishReason)
{
    /// <summary>The tool that is called; its arguments are the pieces.</summary>
    public string? ToolName { get; init; }

    public string? Text(PieceKind kind)
    {
        string[] texts = [.. Pieces.Where(piece => piece.Kind == kind).Select(piece => piece.Text)];
        return texts.Length == 0 ? null : string.Concat(texts);
    }
}
