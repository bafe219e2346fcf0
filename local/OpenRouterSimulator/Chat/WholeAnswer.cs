using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;
using OpenRouterSimulator.Log;

namespace OpenRouterSimulator.Chat;

/// <summary>One JSON body. The status is sent at once, and padding keeps the connection alive until the model is ready.</summary>
public sealed class WholeAnswer(
    HttpContext http, Generation generation, Pace pace, bool padding, Action<Outcome> settle, CancellationToken cancellationToken)
{
    private const string Padding = "\n         \n";

    private readonly Fault _fault = generation.Model.Fault;

    public async Task WriteAsync()
    {
        http.Response.ContentType = "application/json";
        await PadAsync();
        if (_fault == Fault.Stalls)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        await pace.WaitForAsync(0, PadAsync, cancellationToken);
        generation.FirstToken = pace.Elapsed;
        await pace.WaitForAsync(generation.Answer.Pieces.Count, PadAsync, cancellationToken);
        if (_fault == Fault.Truncated)
        {
            // Seen for real: nothing but white space, then the regular end of the body.
            settle(Outcome.Failed);
            return;
        }

        generation.Sent = _fault == Fault.MidStream ? generation.Answer.Pieces.Count / 2 : generation.Answer.Pieces.Count;
        settle(_fault is Fault.In200 or Fault.MidStream ? Outcome.Failed : Outcome.Completed);
        await http.Response.WriteAsync(Body().ToWire(), cancellationToken);
    }

    private JsonObject Body()
    {
        if (_fault == Fault.In200)
        {
            return ScriptedErrors.AfterCommit(generation.Model).ToBody();
        }

        if (_fault == Fault.MidStream)
        {
            return ChatJson.WholeWithError(generation, ScriptedErrors.Disconnected());
        }

        var json = ChatJson.Whole(generation);
        if (_fault == Fault.NoUsage)
        {
            json.Remove("usage");
        }

        if (_fault == Fault.EmptyChoices)
        {
            json["choices"] = null;
        }

        return json;
    }

    private async Task PadAsync()
    {
        if (padding)
        {
            await http.Response.WriteAsync(Padding, cancellationToken);
        }

        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
