using System.Text;
using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator.Chat;

/// <summary>One JSON body. The status is sent at once, and padding keeps the connection alive until the model is ready.</summary>
public sealed class WholeAnswer(
    HttpContext http, Generation generation, Pace pace, bool padding, Action<Outcome, Usage> settle, CancellationToken cancellationToken)
{
    private static readonly byte[] Padding = "\n         \n"u8.ToArray();

    private readonly Break _break = generation.Script.Break;

    public async Task WriteAsync()
    {
        http.Response.ContentType = "application/json";
        await PadAsync();
        if (_break is Break.Stall)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        if (_break is Break.KeepAlives)
        {
            await pace.KeepAliveAsync(PadAsync, cancellationToken);
        }

        await pace.WaitForAsync(0, PadAsync, cancellationToken);
        generation.FirstToken = pace.Elapsed;
        await pace.WaitForAsync(generation.Answer.Pieces.Count, PadAsync, cancellationToken);

        var (body, outcome, usage) = Body();
        settle(outcome, usage);
        await SendAsync(Encoding.UTF8.GetBytes(body?.ToWire() ?? ""));
    }

    /// <summary>What is answered, how it ended, and the bill.</summary>
    private (JsonObject? Body, Outcome Outcome, Usage Usage) Body()
    {
        generation.Sent = Sent();
        var unbilled = generation.UsageSoFar().Unbilled();
        return _break switch
        {
            Break.ErrorAtOnce => (ScriptedErrors.AfterCommit(generation.Model).ToBody(), Outcome.Failed, unbilled),
            Break.Error => (WholeJson.Broken(generation, "error", "error", ScriptedErrors.Disconnected()), Outcome.Failed, unbilled),
            Break.InternalError => (WholeJson.Broken(generation, "error", "error", ApiErrors.Internal()), Outcome.Failed, unbilled),
            Break.ErrorOnUsage => (WholeJson.Broken(generation, "length", "length", ScriptedErrors.TokenLimit()), Outcome.Failed, unbilled),
            Break.FinishError => (WholeJson.Broken(generation, "error", "error", null), Outcome.Failed, unbilled),
            Break.NativeError => (WholeJson.Broken(generation, null, "network_error", null), Outcome.Failed, unbilled),
            Break.NoChoices => (WholeJson.WithoutChoices(generation), Outcome.Failed, unbilled),
            Break.Nested => (WholeJson.Nested(generation), Outcome.Completed, generation.WholeUsage()),
            // Seen for real: nothing but white space, then the regular end of the body.
            Break.Cut or Break.NothingAtAll => (null, Outcome.Failed, unbilled),
            Break.CutInside or Break.EndsEarly => (WholeJson.Of(generation), Outcome.Failed, unbilled),
            _ => (WholeJson.Of(generation), Outcome.Completed, generation.WholeUsage()),
        };
    }

    private int Sent() => _break switch
    {
        Break.None or Break.Nested => generation.Answer.Pieces.Count,
        Break.NoChoices or Break.ErrorAtOnce or Break.NothingAtAll or Break.Cut => 0,
        _ => generation.Answer.Pieces.Count / 2,
    };

    private async Task SendAsync(byte[] body)
    {
        var isCut = _break is Break.CutInside or Break.EndsEarly;
        await http.Response.Body.WriteAsync(isCut ? body.AsMemory(0, body.Length / 2) : body, cancellationToken);
        if (_break is Break.CutInside)
        {
            await http.Response.Body.FlushAsync(cancellationToken);
            await EventStream.CutAsync(http, cancellationToken);
        }
    }

    private async Task PadAsync()
    {
        if (padding && !generation.Script.HasNoPadding)
        {
            await http.Response.Body.WriteAsync(Padding, cancellationToken);
        }

        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
