using System.Diagnostics;

namespace PromptLab.Platform.OpenRouter;

/// <summary>One chat completion while it goes on.</summary>
internal sealed class ModelCall : IDisposable
{
    private readonly ModelCalls calls;
    private readonly TimeProvider clock;
    private readonly long start;
    private readonly TagList facts;
    private readonly Activity? span;
    private double? firstToken;

    public ModelCall(ModelCalls calls, string modelId, Uri server, TimeProvider clock)
    {
        (this.calls, this.clock, start) = (calls, clock, clock.GetTimestamp());
        var model = ModelName.Of(modelId);
        facts = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", "openrouter" },
            { "gen_ai.request.model", model },
            { "server.address", server.Host },
            { "server.port", server.Port },
        };
        span = calls.Source.StartActivity($"chat {model}", ActivityKind.Client, parentContext: default, [.. facts, new("gen_ai.request.stream", true)]);
    }

    private double Elapsed => clock.GetElapsedTime(start).TotalSeconds;

    /// <summary>A piece of the answer has come; the first one counts.</summary>
    public void HearDelta() => firstToken ??= Elapsed;

    public void Retry(string code, TimeSpan delay) => span?.AddEvent(new("promptlab.retry", tags: new ActivityTagsCollection
    {
        ["error.type"] = code,
        ["promptlab.retry.delay"] = delay.TotalSeconds,
    }));

    public void End(ChatCompletion answer, Exception? error)
    {
        var tags = facts;
        Add(ref tags, "gen_ai.response.model", answer.Model);
        RecordTokens(answer.Usage, tags);
        if (firstToken is { } seconds)
        {
            calls.FirstTokens.Record(seconds, tags);
        }

        Add(ref tags, "error.type", TypeOf(error));
        calls.Durations.Record(Elapsed, tags);
        Describe(answer, error);
    }

    public void Dispose() => span?.Dispose();

    private void RecordTokens(ChatUsage? usage, TagList tags)
    {
        if (usage?.PromptTokens is { } input)
        {
            calls.Usage.Record(input, [.. tags, new("gen_ai.token.type", "input")]);
        }

        if (usage?.CompletionTokens is { } output)
        {
            calls.Usage.Record(output, [.. tags, new("gen_ai.token.type", "output")]);
        }
    }

    private void Describe(ChatCompletion answer, Exception? error)
    {
        span?.SetTag("gen_ai.response.id", answer.GenerationId)
            .SetTag("gen_ai.response.model", answer.Model)
            .SetTag("gen_ai.response.finish_reasons", answer.FinishReason is { } reason ? new[] { reason } : null)
            .SetTag("gen_ai.response.time_to_first_chunk", firstToken)
            .SetTag("gen_ai.usage.input_tokens", answer.Usage?.PromptTokens)
            .SetTag("gen_ai.usage.output_tokens", answer.Usage?.CompletionTokens)
            .SetTag("gen_ai.usage.cache_read.input_tokens", answer.Usage?.PromptTokensDetails?.CachedTokens)
            .SetTag("gen_ai.usage.reasoning.output_tokens", answer.Usage?.CompletionTokensDetails?.ReasoningTokens)
            .SetTag("error.type", TypeOf(error));

        // Whoever cancels wanted it so. The message is left out: providers quote the prompt in theirs.
        if (error is not (null or OperationCanceledException))
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static void Add(ref TagList tags, string name, string? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }

    private static string? TypeOf(Exception? error) => error switch
    {
        null => null,
        OpenRouterException failure => failure.Code,
        OperationCanceledException => "canceled",
        _ => error.GetType().FullName,
    };
}
