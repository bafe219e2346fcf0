using System.Security.Cryptography;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>An answer on its way, and how much of it the client has been sent.</summary>
public sealed class Generation(string id, DateTimeOffset createdAt, ChatRequest request, Model model, int promptTokens)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public string Id => id;

    public long Created => createdAt.ToUnixTimeSeconds();

    public ChatRequest Request => request;

    public Model Model => model;

    public Answer Answer { get; } = AnswerWriter.Write(request, model);

    public int Sent { get; set; }

    public TimeSpan? FirstToken { get; set; }

    public string ToolCallId => $"call_{id[^12..]}";

    /// <summary>Providers call the same end by different names.</summary>
    public string NativeFinishReason => (model.Author, Answer.FinishReason) switch
    {
        ("openai", "stop" or "tool_calls") => "completed",
        ("openai", "length") => "max_output_tokens",
        ("anthropic", "stop") => "end_turn",
        ("anthropic", "tool_calls") => "tool_use",
        ("anthropic", "length") => "max_tokens",
        ("google", "length") => "MAX_TOKENS",
        ("google", _) => "STOP",
        (_, var reason) => reason,
    };

    public static string NewId(DateTimeOffset now) => $"gen-{now.ToUnixTimeSeconds():D10}-{RandomNumberGenerator.GetString(Alphabet, 20)}";

    public Usage WholeUsage() => Usage.Of(model, promptTokens, Answer.Pieces);

    public Usage UsageSoFar() => Usage.Of(model, promptTokens, Answer.Pieces.Take(Sent));

    public bool Shows(Piece piece) => piece.Kind != PieceKind.Reasoning || !request.HidesReasoning;
}
