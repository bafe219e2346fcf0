using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator.Chat;

/// <summary>Server-sent events, framed as OpenRouter frames them: LF only, comments while idle, usage in the last chunk, then [DONE].</summary>
public sealed class StreamedAnswer(
    HttpContext http, Generation generation, Pace pace, UsageChunk usageChunk, Action<Outcome> settle, CancellationToken cancellationToken)
{
    private const int TokensBeforeStall = 5;

    private readonly Fault _fault = generation.Model.Fault;

    public async Task WriteAsync()
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        await CommentAsync();

        if (_fault == Fault.In200)
        {
            await FailAsync(ScriptedErrors.AfterCommit(generation.Model));
            return;
        }

        if (_fault == Fault.EmptyChoices)
        {
            await pace.WaitForAsync(0, CommentAsync, cancellationToken);
            await EventAsync(ChatJson.Chunk(generation, new JsonArray()));
            await EndAsync(Outcome.Completed);
            return;
        }

        if (!await SendPiecesAsync())
        {
            return;
        }

        await EventAsync(ChatJson.Chunk(generation, ChatJson.FinishChoices(generation)));
        if (_fault != Fault.NoUsage)
        {
            await EventAsync(ChatJson.UsageChunk(generation, usageChunk));
        }

        await EndAsync(Outcome.Completed);
    }

    /// <summary>Whether all of them were sent.</summary>
    private async Task<bool> SendPiecesAsync()
    {
        var pieces = generation.Answer.Pieces;
        for (var index = 0; index < pieces.Count; index++)
        {
            await pace.WaitForAsync(index, CommentAsync, cancellationToken);
            generation.FirstToken ??= pace.Elapsed;
            if (await BreaksAsync(index, pieces.Count))
            {
                return false;
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

        return true;
    }

    private async Task<bool> BreaksAsync(int index, int count)
    {
        switch (_fault)
        {
            case Fault.MidStream when index == count / 2:
                await FailAsync(ScriptedErrors.Disconnected());
                return true;
            case Fault.Truncated when index == count / 2:
                settle(Outcome.Failed);
                http.Abort();
                return true;
            case Fault.Stalls when index == Math.Min(TokensBeforeStall, count - 1):
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task FailAsync(ApiErrorException error)
    {
        await pace.WaitForAsync(generation.Sent, CommentAsync, cancellationToken);
        await EventAsync(ChatJson.ErrorChunk(generation, error, generation.Sent > 0));
        await EndAsync(Outcome.Failed);
    }

    /// <summary>A client may stop reading at [DONE] and look at its bill at once, so the bill comes first.</summary>
    private Task EndAsync(Outcome outcome)
    {
        settle(outcome);
        return WriteAsync("data: [DONE]\n\n");
    }

    private Task CommentAsync() => WriteAsync(": OPENROUTER PROCESSING\n\n");

    private Task EventAsync(JsonObject json) => WriteAsync($"data: {json.ToWire()}\n\n");

    private async Task WriteAsync(string text)
    {
        await http.Response.WriteAsync(text, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
