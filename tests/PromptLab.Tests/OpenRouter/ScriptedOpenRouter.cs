using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace PromptLab.Tests.OpenRouter;

/// <summary>Plays OpenRouter from a script. A call that is not in the script is answered, and remembered, as a mistake.</summary>
public sealed class ScriptedOpenRouter
{
    private static readonly ScriptedAnswer Mistake = ScriptedAnswer.Json(418, """{"error":{"code":418,"message":"This call is not in the script."}}""");

    private readonly ConcurrentQueue<ScriptedAnswer> script = new();
    private readonly ConcurrentQueue<ScriptedCall> calls = new();

    public IReadOnlyList<ScriptedCall> Calls => [.. calls];

    /// <summary>The body that is being read, or was read last.</summary>
    public ScriptedStream? Body { get; private set; }

    /// <summary>Whether a call waits for headers that never come.</summary>
    public bool IsMute { get; private set; }

    public void Script(params ScriptedAnswer[] answers)
    {
        script.Clear();
        calls.Clear();
        (Body, IsMute) = (null, false);
        foreach (var answer in answers)
        {
            script.Enqueue(answer);
        }
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        calls.Enqueue(new($"{request.Method} {request.RequestUri!.PathAndQuery}", body, request.Headers));
        var answer = script.TryDequeue(out var next) ? next : Mistake;

        if (answer.IsRefused)
        {
            throw new HttpRequestException("Connection refused.");
        }

        if (answer.IsMute)
        {
            IsMute = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        Body = new(answer.Pieces);
        return answer.ToResponse(Body);
    }
}

public sealed record ScriptedCall(string Line, string Body, HttpRequestHeaders Headers)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
