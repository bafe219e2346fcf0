using System.Text.Json.Nodes;
using OpenRouterSimulator.Answers;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator.Chat;

/// <summary>An answer chunk by chunk: comments while idle, reasoning, text or tool calls, the finish, usage in the last chunk, then [DONE].</summary>
public sealed class StreamedAnswer(
    HttpContext http, Generation generation, Pace pace, UsageChunk usageChunk, Action<Outcome, Usage> settle, CancellationToken cancellationToken)
{
    private const int TokensBeforeStall = 5;

    private readonly Script _script = generation.Script;

    private readonly EventStream _events = new(http.Response, generation.Script, cancellationToken);

    public async Task WriteAsync()
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        await _events.CommentAsync();
        if (generation.Request.EchoesUpstream)
        {
            await _events.EventAsync(ChunkJson.UpstreamEcho(generation));
        }

        if (await BreaksAtOnceAsync() || !await SendPiecesAsync())
        {
            return;
        }

        await FinishAsync();
    }

    private async Task<bool> BreaksAtOnceAsync()
    {
        if (_script.Break is Break.KeepAlives)
        {
            await pace.KeepAliveAsync(_events.CommentAsync, cancellationToken);
        }

        var last = BrokenChunk.AtOnce(generation);
        if (last is null && _script.Break is not (Break.Nested or Break.NothingAtAll))
        {
            return false;
        }

        await pace.WaitForAsync(0, _events.CommentAsync, cancellationToken);
        await (_script.Break switch
        {
            Break.Nested => EndAsync(WholeJson.Nested(generation), Outcome.Completed, generation.WholeUsage()),
            Break.NothingAtAll => StopAsync(),
            _ => EndAsync(last!, Outcome.Failed, Unbilled()),
        });
        return true;
    }

    /// <summary>Whether all of them were sent.</summary>
    private async Task<bool> SendPiecesAsync()
    {
        var pieces = generation.Answer.Pieces;
        for (var index = 0; index < pieces.Count; index++)
        {
            await pace.WaitForAsync(index, _events.CommentAsync, cancellationToken);
            generation.FirstToken ??= pace.Elapsed;
            if (await BreaksAsync(index, pieces.Count))
            {
                return false;
            }

            await SendAsync(pieces[index], index == 0 ? null : pieces[index - 1]);
            generation.Sent++;
            if (pieces[index].Kind == PieceKind.Reasoning && (index + 1 == pieces.Count || pieces[index + 1].Kind != PieceKind.Reasoning))
            {
                await EndReasoningAsync();
            }
        }

        return true;
    }

    private async Task SendAsync(Piece piece, Piece? before)
    {
        if (piece.Kind == PieceKind.ToolArguments && before?.Call != piece.Call)
        {
            await StartToolAsync(piece);
        }

        var isShown = piece.Kind switch
        {
            PieceKind.Reasoning => generation.ShowsReasoning,
            PieceKind.ToolArguments => _script.Tools is not (ToolForm.Whole or ToolForm.NoArguments),
            _ => true,
        };
        if (isShown)
        {
            await SendAsync(ChunkJson.Delta(generation, piece));
        }
    }

    private Task SendAsync(JsonObject delta) => _events.EventAsync(ChunkJson.Of(generation, ChunkJson.Choice(delta)));

    private Task StartToolAsync(Piece piece)
    {
        var arguments = _script.Tools switch { ToolForm.NoArguments => null, ToolForm.Whole => piece.Text, _ => "" };
        return SendAsync(ChunkJson.ToolStart(generation, piece.Call, arguments));
    }

    private Task EndReasoningAsync() =>
        ReasoningDetails.AtTheEnd(_script.Reasoning) is { } late && !generation.Request.HidesReasoning
            ? SendAsync(ChunkJson.LateReasoning(late))
            : Task.CompletedTask;

    private async Task<bool> BreaksAsync(int index, int count)
    {
        if (_script.Break is Break.Stall && index == Math.Min(TokensBeforeStall, count - 1))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        if (index != count / 2)
        {
            return false;
        }

        if (BrokenChunk.Midway(generation) is { } last)
        {
            await EndAsync(last, Outcome.Failed, Unbilled());
            return true;
        }

        if (_script.Break is Break.CutInside)
        {
            await _events.HalfAnEventAsync(ChunkJson.Of(generation, ChunkJson.Choice(ChunkJson.Delta(generation, generation.Answer.Pieces[index]))));
        }

        if (_script.Break is not (Break.EndsEarly or Break.Cut or Break.CutInside))
        {
            return false;
        }

        await StopAsync();
        return true;
    }

    /// <summary>No more of it: a regular end of the body, or a cut connection.</summary>
    private Task StopAsync()
    {
        settle(Outcome.Failed, Unbilled());
        return _script.Break is Break.Cut or Break.CutInside ? EventStream.CutAsync(http, cancellationToken) : Task.CompletedTask;
    }

    private async Task FinishAsync()
    {
        if (_script.HasCitations)
        {
            await SendAsync(ChunkJson.Citations());
        }

        var usage = generation.WholeUsage();
        if (_script.Break is Break.ErrorOnUsage)
        {
            // As it was captured: finished by its length first.
            await _events.EventAsync(ChunkJson.Of(generation, ChunkJson.Choice(ChunkJson.EmptyDelta(), "length", "length")));
            await EndAsync(BrokenChunk.OnUsage(generation, usage), Outcome.Failed, usage);
            return;
        }

        var finish = ChunkJson.Finish(generation);
        if (_script.UsageForm == UsageForm.Missing)
        {
            await EndAsync(finish, Outcome.Completed, usage);
            return;
        }

        await _events.EventAsync(finish);
        await EndAsync(ChunkJson.WithUsage(generation, usage, _script.UsageChunk ?? usageChunk), Outcome.Completed, usage);
    }

    /// <summary>A client may stop reading at the last chunk and look at its bill at once, so the bill comes first.</summary>
    private async Task EndAsync(JsonObject last, Outcome outcome, Usage usage)
    {
        if (generation.Route is { } route && _script.Break != Break.InternalError)
        {
            last["openrouter_metadata"] = route.ToJson(_script.IsByok);
        }

        settle(outcome, usage);
        await _events.EventAsync(last);
        if (!_script.HasNoDone)
        {
            await _events.DoneAsync();
        }
    }

    private Usage Unbilled() => generation.UsageSoFar().Unbilled();
}
