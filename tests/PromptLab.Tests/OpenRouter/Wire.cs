using System.Globalization;
using System.Text.Json;

namespace PromptLab.Tests.OpenRouter;

/// <summary>What OpenRouter writes, as it was captured; the values are ours.</summary>
public static class Wire
{
    public const string Id = "gen-1791000200-Qw8eRt5yUi2oPa9sDf6g";

    public const string Usage =
        """
        "usage":{"prompt_tokens":18,"completion_tokens":4,"total_tokens":22,"cost":0.0000136,"is_byok":false,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":0,"audio_tokens":0,"video_tokens":0},"cost_details":{"upstream_inference_cost":0.0000136,"upstream_inference_prompt_cost":0.0000072,"upstream_inference_completions_cost":0.0000064},"completion_tokens_details":{"reasoning_tokens":2,"image_tokens":0,"audio_tokens":0}}
        """;

    public static ScriptedAnswer Good { get; } = ScriptedAnswer.Events(Text("Ninety"), Text("-seven"), Finish("stop"), Finish("stop", Usage));

    /// <summary>A chunk with these choices, and what else stands on its top level.</summary>
    public static string Chunk(string choices, string more = "") =>
        $$"""{"id":"{{Id}}","object":"chat.completion.chunk","created":1791000200,"model":"openai/gpt-4.1-mini-2025-04-14","provider":"OpenAI","choices":{{choices}}{{(more.Length == 0 ? "" : "," + more)}}}""";

    public static string Delta(string delta, string finish = "null", string native = "null", string more = "") =>
        Chunk($$"""[{"index":0,"delta":{{delta}},"finish_reason":{{finish}},"native_finish_reason":{{native}}}]""", more);

    public static string Text(string text) => Delta($$"""{"content":{{JsonSerializer.Serialize(text)}},"role":"assistant"}""");

    public static string Finish(string reason, string more = "") => Delta("""{"content":"","role":"assistant"}""", $"\"{reason}\"", "\"completed\"", more);

    /// <summary>A whole completion, as it is when no stream is asked for.</summary>
    public static string Completion(string message, string finish = "\"stop\"", string more = "") =>
        $$"""{"id":"{{Id}}","object":"chat.completion","created":1791000200,"model":"openai/gpt-4.1-mini-2025-04-14","provider":"OpenAI","system_fingerprint":null,"service_tier":null,"choices":[{"index":0,"logprobs":null,"finish_reason":{{finish}},"native_finish_reason":{{finish}},"message":{{message}}}],{{(more.Length == 0 ? Usage : more)}}}""";

    public static string Error(int code, string message, string metadata = "null") =>
        $$"""{"error":{"message":{{JsonSerializer.Serialize(message)}},"code":{{code}},"metadata":{{metadata}}},"user_id":"user_2x"}""";

    /// <summary>A limit that is spent, as free models have one.</summary>
    public static string Limited(string reset, string source, string message = "Rate limit exceeded: free-models-per-min. ") => Error(
        429, message, $$$"""{"headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"{{{reset}}}"},"limit_source":"{{{source}}}","remedy_hint":"Slow down."}""");

    /// <summary>A time as X-RateLimit-Reset tells it.</summary>
    public static string ResetAt(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() + 1).ToString(CultureInfo.InvariantCulture);
}
