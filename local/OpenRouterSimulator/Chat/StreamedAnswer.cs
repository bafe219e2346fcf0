using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator.Chat;

/// <summary>Server-sent events, framed as OpenRouter frames them: LF only, comments while idle, usage in the last chunk, then [DONE].</summary>
public sealed class StreamedAnswer(HttpContext http, Generation generation, Pace pace, UsageChunk usageChunk, CancellationToken cancellationToken)
{
    private const int TokensBeforeStall = 5;

    private readonly Fault _fault = generation.Model.Fault;

    public async Task<Outcome> WriteAsync()
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        await CommentAsync();

        if (_fault == Fault.In200)
        {
            return await FailAsync(ScriptedErrors.AfterCommit(generation.Model));
        }

        if (_fault == Fault.EmptyChoices)
        {
            await pace.WaitForAsync(0, CommentAsync, cancellationToken);
            await EventAsync(ChatJson.Chunk(generation, new JsonArray()));
            return await EndAsync();
        }

        if (await SendPiecesAsync() is { } broken)
        {
            return broken;
        }

        await EventAsync(ChatJson.Chunk(generation, ChatJson.FinishChoices(generation)));
        if (_fault != Fault.NoUsage)
        {
            await EventAsync(ChatJson.UsageChunk(generation, usageChunk));
        }

        return await EndAsync();
    }

    private async Task<Outcome?> SendPiecesAsync()
    {
        var pieces = generation.Answer.Pieces;
        for (var index = 0; index < pieces.Count; index++)
        {
            await pace.WaitForAsync(index, CommentAsync, cancellationToken);
            generation.FirstToken ??= pace.Elapsed;
            if (await BreakAsync(index, pieces.Count) is { } broken)
            {
                return broken;
            }

            if (index == 0 && generation.Answer.ToolName is not null)
            {
                await EventAsync(ChatJson.Chunk(generation, ChatJson.ToolStart(generation)));
            }

            if (generation.Shows(pieces[index]))
            {
                await EventAsync(ChatJson.Chunk(generation, ChatJson.Delta(pieces[index])));
            }

            generation.Sent++;
        }

        return null;
    }

    private async Task<Outcome?> BreakAsync(int index, int count)
    {
        switch (_fault)
        {
            case Fault.MidStream when index == count / 2:
                return await FailAsync(ScriptedErrors.Disconnected());
            case Fault.Truncated when index == count / 2:
                http.Abort();
                return Outcome.Failed;
            case Fault.Stalls when index == Math.Min(TokensBeforeStall, count - 1):
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return Outcome.Aborted;
            default:
                return null;
        }
    }

    private async Task<Outcome> FailAsync(ApiErrorException error)
    {
        await pace.WaitForAsync(generation.Sent, CommentAsync, cancellationToken);
        await EventAsync(ChatJson.ErrorChunk(generation, error, generation.Sent > 0));
        await WriteAsync("data: [DONE]\n\n");
        return Outcome.Failed;
    }

    private async Task<Outcome> EndAsync()
    {
        await WriteAsync("data: [DONE]\n\n");
        return Outcome.Completed;
    }

    private Task CommentAsync() => WriteAsync(": OPENROUTER PROCESSING\n\n");

    private Task EventAsync(JsonObject json) => WriteAsync($"data: {json.ToWire()}\n\n");

    private async Task WriteAsync(string text)
    {
        await http.Response.WriteAsync(text, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
