using System.Text;
using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>Server-sent events as bytes: each is flushed by itself, so that a client sees them as they come.</summary>
public sealed class EventStream(HttpResponse response, Script script, CancellationToken cancellationToken)
{
    // Long enough for the network to carry the first part away alone.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(3);

    // An abort throws away what has not left yet, and this much has surely left after this long.
    private static readonly TimeSpan BeforeAbort = TimeSpan.FromMilliseconds(50);

    private readonly string _lineEnd = script.HasCrLf ? "\r\n" : "\n";

    public Task CommentAsync() => WriteAsync(Frame(": OPENROUTER PROCESSING"));

    public Task DoneAsync() => WriteAsync(Frame("data: [DONE]"));

    public async Task EventAsync(JsonObject json)
    {
        if (script.HasManyComments)
        {
            await CommentAsync();
        }

        var bytes = Frame($"data: {json.ToWire()}");
        if (!script.IsSplit)
        {
            await WriteAsync(bytes);
            return;
        }

        var middle = MiddleOf(bytes);
        await WriteAsync(bytes[..middle]);
        await Task.Delay(Apart, cancellationToken);
        await WriteAsync(bytes[middle..]);
    }

    /// <summary>The beginning of an event whose end never comes.</summary>
    public async Task HalfAnEventAsync(JsonObject json)
    {
        var bytes = Frame($"data: {json.ToWire()}");
        await WriteAsync(bytes[..MiddleOf(bytes)]);
    }

    /// <summary>Cuts the connection, once everything before has reached the client.</summary>
    public static async Task CutAsync(HttpContext http, CancellationToken cancellationToken)
    {
        await Task.Delay(BeforeAbort, cancellationToken);
        http.Abort();
    }

    /// <summary>Inside the first character of more than one byte, if there is any.</summary>
    private static int MiddleOf(byte[] bytes) =>
        Array.FindIndex(bytes, unit => unit >= 0x80) is var first && first >= 0 ? first + 1 : bytes.Length / 2;

    private byte[] Frame(string line) => Encoding.UTF8.GetBytes($"{line}{_lineEnd}{_lineEnd}");

    private async Task WriteAsync(byte[] bytes)
    {
        await response.Body.WriteAsync(bytes, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
