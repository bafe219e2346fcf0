using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Chat;

namespace OpenRouterSimulator.Answers;

/// <summary>Decides what kind of answer a request gets, then cuts it where <c>stop</c> and the token limit say.</summary>
public static class AnswerWriter
{
    /// <summary>A text of any size is streamed in at most this many chunks, so that echoing 200 kB takes seconds.</summary>
    private const int MaxEchoPieces = 200;

    public static Answer Write(ChatRequest request, Model model, Script script)
    {
        var random = new Random(request.IsRepeatable ? Fingerprint.Of(request, model.Id) : Random.Shared.Next());
        var ask = Ask.Read(request);
        if (ToolCalls.Choose(request, script) is { Count: > 0 } tools)
        {
            var arguments = tools.SelectMany((tool, call) => ToolCalls.Pieces(SchemaSample.Of(tool.Parameters, ask, random).ToWire(), call, script.Tools));
            return Limit([.. arguments], request, model, "tool_calls") with { Calls = [.. tools.Select(tool => tool.Name)] };
        }

        Piece[] reasoning = (model.Reasons || script.Reasoning != ReasoningForm.Text || script.OnlyReasons) && request.WantsReasoning
            ? [.. Pieces(PieceKind.Reasoning, Prose.Reasoning(ask, random))]
            : [];
        if (script.OnlyReasons)
        {
            return new Answer(reasoning, "length");
        }

        var content = CutAtStop(Content(request, model, ask, random), request.Stop);
        return Limit([.. reasoning, .. Pieces(PieceKind.Content, content, model.Echoes ? MaxEchoPieces : int.MaxValue)], request, model, "stop");
    }

    public static int PromptTokens(ChatRequest request) => request.Messages.Sum(PromptTokens);

    public static int PromptTokens(ChatMessage message) => 4 + Tokens.Count(message.Text);

    private static string Content(ChatRequest request, Model model, Ask ask, Random random)
    {
        if (model.Echoes)
        {
            return request.UserText;
        }

        return request.Format switch
        {
            "json_schema" => SchemaSample.Of(request.Schema, ask, random).ToWire(),
            "json_object" => Prose.Json(ask, random),
            _ => Prose.Answer(ask, model.Words, random),
        };
    }

    private static string CutAtStop(string text, IReadOnlyList<string> stops)
    {
        foreach (var stop in stops.Where(stop => stop.Length > 0))
        {
            var index = text.IndexOf(stop, StringComparison.Ordinal);
            text = index < 0 ? text : text[..index];
        }

        return text;
    }

    private static IEnumerable<Piece> Pieces(PieceKind kind, string text, int maxPieces = int.MaxValue)
    {
        string[] tokens = [.. Tokens.Split(text)];
        var perPiece = (tokens.Length - 1) / maxPieces + 1;

        return tokens.Chunk(perPiece).Select(chunk => new Piece(kind, string.Concat(chunk), chunk.Length));
    }

    /// <summary>Reasoning counts too: with a low limit it may leave nothing for the answer, as it does on real models.</summary>
    private static Answer Limit(Piece[] pieces, ChatRequest request, Model model, string finishReason)
    {
        var left = Math.Min(request.MaxTokens ?? int.MaxValue, model.MaxCompletionTokens);
        var kept = new List<Piece>();
        foreach (var piece in pieces)
        {
            if (piece.Tokens > left)
            {
                string[] tokens = [.. Tokens.Split(piece.Text).Take(left)];
                if (tokens.Length > 0)
                {
                    kept.Add(piece with { Text = string.Concat(tokens), Tokens = tokens.Length });
                }

                return new Answer(kept, "length");
            }

            kept.Add(piece);
            left -= piece.Tokens;
        }

        return new Answer(kept, finishReason);
    }
}
