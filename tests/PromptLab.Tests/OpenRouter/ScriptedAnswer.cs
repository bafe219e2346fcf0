using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PromptLab.Tests.OpenRouter;

/// <summary>An answer byte by byte: what arrives in which piece, where it pauses, and how it ends.</summary>
public sealed record ScriptedAnswer(int Status, string ContentType, params ScriptedPiece[] Pieces)
{
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The connection fails before there is any answer.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Not even the headers come.</summary>
    public bool IsMute { get; init; }

    public static ScriptedAnswer Refused { get; } = new(0, "") { IsRefused = true };

    public static ScriptedAnswer Mute { get; } = new(0, "") { IsMute = true };

    public static ScriptedAnswer Stream(params ScriptedPiece[] pieces) =>
        new(200, "text/event-stream", pieces) { Headers = [("X-Generation-Id", Wire.Id), ("Cache-Control", "no-cache")] };

    /// <summary>A stream of these events, each with its blank line, and [DONE].</summary>
    public static ScriptedAnswer Events(params string[] data) => Stream([.. data.Append("[DONE]").Select(item => (ScriptedPiece)$"data: {item}\n\n")]);

    /// <summary>A stream of these events that just ends.</summary>
    public static ScriptedAnswer CutEvents(params string[] data) => Stream([.. data.Select(item => (ScriptedPiece)$"data: {item}\n\n")]);

    public static ScriptedAnswer Json(int status, string body, params (string Name, string Value)[] headers) =>
        new(status, "application/json", body) { Headers = headers };

    /// <summary>The same bytes, so many at a time.</summary>
    public ScriptedAnswer InPiecesOf(int size) => this with
    {
        Pieces = [.. Pieces.SelectMany(piece => piece.Bytes).Chunk(size).Select(bytes => new ScriptedPiece(bytes))],
    };

    public HttpResponseMessage ToResponse(ScriptedStream body)
    {
        HttpResponseMessage response = new((HttpStatusCode)Status) { Content = new StreamContent(body) };
        response.Content.Headers.ContentType = ContentType.Length == 0 ? null : MediaTypeHeaderValue.Parse(ContentType);
        foreach (var (name, value) in Headers)
        {
            Assert.True(response.Headers.TryAddWithoutValidation(name, value));
        }

        return response;
    }
}

/// <summary>Some bytes, a pause before them, or the connection's violent end.</summary>
public sealed record ScriptedPiece(byte[] Bytes)
{
    public TimeSpan Pause { get; init; }

    public bool IsCut { get; init; }

    /// <summary>Nothing comes for ever, and the connection stays open.</summary>
    public static ScriptedPiece Silence { get; } = new([]) { Pause = Timeout.InfiniteTimeSpan };

    public static ScriptedPiece Cut { get; } = new([]) { IsCut = true };

    public static ScriptedPiece After(double seconds, string text) => new(Encoding.UTF8.GetBytes(text)) { Pause = TimeSpan.FromSeconds(seconds) };

    public static implicit operator ScriptedPiece(string text) => new(Encoding.UTF8.GetBytes(text));
}
