using System.Security.Cryptography;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>An answer on its way, and how much of it the client has been sent.</summary>
public sealed class Generation(string id, DateTimeOffset createdAt, ChatRequest request, Admitted admitted)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public string Id => id;

    public long Created => createdAt.ToUnixTimeSeconds();

    public ChatRequest Request => request;

    public Model Model => admitted.Model;

    public Script Script => admitted.Script;

    /// <summary>The name that the model gives itself.</summary>
    public required string ModelName { get; init; }

    public CachedTokens Cached { get; init; } = CachedTokens.None;

    /// <summary>For clients that want to be told how they were routed.</summary>
    public Route? Route { get; init; }

    public Answer Answer { get; } = AnswerWriter.Write(request, admitted.Model, admitted.Script);

    public int Sent { get; set; }

    public TimeSpan? FirstToken { get; set; }

    public string? FinishReason => Script.FinishIsNull ? null : Answer.FinishReason;

    /// <summary>Providers call the same end by different names.</summary>
    public string? NativeFinishReason => (Model.Author, FinishReason) switch
    {
        ("openai", "stop" or "tool_calls") => "completed",
        ("openai", "length") => "max_output_tokens",
        ("anthropic", "stop") => "end_turn",
        ("anthropic", "tool_calls") => "tool_use",
        ("anthropic", "length") => "max_tokens",
        ("google", "length") => "MAX_TOKENS",
        ("google", not null) => "STOP",
        (_, var reason) => reason,
    };

    /// <summary>The texts of reasoning that the client may see.</summary>
    public bool ShowsReasoning => !request.HidesReasoning && Script.Reasoning != ReasoningForm.Encrypted;

    public static string NewId(DateTimeOffset now) => $"gen-{now.ToUnixTimeSeconds():D10}-{RandomNumberGenerator.GetString(Alphabet, 20)}";

    public string ToolCallId(int call) => call == 0 ? $"call_{id[^12..]}" : $"call_{id[^12..]}{call}";

    public Usage WholeUsage() => Usage.Of(Model, Script, admitted.PromptTokens, Cached, Answer.Pieces);

    public Usage UsageSoFar() => Usage.Of(Model, Script, admitted.PromptTokens, Cached, Answer.Pieces.Take(Sent));
}
