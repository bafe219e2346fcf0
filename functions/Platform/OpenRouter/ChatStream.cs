using System.Text;
using System.Text.Json;

namespace PromptLab.Platform.OpenRouter;

/// <summary>
/// Reads what follows a 200 into a completion: events with comments between them, or one JSON body with padding before it,
/// whatever the header calls it. [DONE], an end and a cut are all ends: whether the answer is whole, its finish reason tells.
/// </summary>
internal sealed class ChatStream(ChatCompletion answer, Func<ChatDelta, ValueTask> onDelta, Func<ChatError, OpenRouterException> failureOf)
{
    /// <summary>Characters of text, reasoning and tool calls, or of what is no event, that one answer may bring: the longest that any model writes is a tenth.</summary>
    private const int Longest = 8_000_000;

    private const string Field = "data:";

    private bool hasEvents;

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(stream, Encoding.UTF8);
        StringBuilder body = new();
        var isWhole = false;

        while (!isWhole && await ReadLineAsync(reader, cancellationToken) is { } line)
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                isWhole = await HearAsync(line.AsMemory(Field.Length).Trim());
            }
            else if (!hasEvents && !line.StartsWith(':'))
            {
                body.AppendLine(line);
                ThrowIfEndless(body.Length);
            }
        }

        if (!hasEvents && !string.IsNullOrWhiteSpace(body.ToString()))
        {
            await TakeAsync(body.ToString().AsMemory());
            isWhole = true;
        }

        answer.End(isWhole);
        if (answer.FinishReason is null)
        {
            throw Unfinished();
        }
    }

    /// <summary>A connection that breaks is an end like any other.</summary>
    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Takes one event's data in; true when it says that there are no more.</summary>
    private async ValueTask<bool> HearAsync(ReadOnlyMemory<char> data)
    {
        hasEvents = true;
        if (data.Span is "[DONE]")
        {
            return true;
        }

        if (data.Length > 0)
        {
            await TakeAsync(data);
        }

        return false;
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<char> json)
    {
        var chunk = OpenRouterJson.TryParse<ChatChunk>(json.Span) ?? throw Unfinished();

        // Seen in the wild: the completion wrapped into the provider, beside fields that are all null.
        if (chunk is { Choices: null, Error: null, Provider: { ValueKind: JsonValueKind.Object } wrapped })
        {
            chunk = OpenRouterJson.TryParse<ChatChunk>(wrapped.GetRawText()) ?? chunk;
        }

        if (answer.Add(chunk) is { } delta)
        {
            await onDelta(delta);
        }

        ThrowIfEndless(answer.Length);
        ThrowIfFailed(chunk);
    }

    /// <summary>An error counts whatever stands beside it; what came along with it is kept.</summary>
    private void ThrowIfFailed(ChatChunk chunk)
    {
        var choice = chunk.Choices is [{ } first, ..] ? first : null;
        if ((ChatError.In(chunk.Error) ?? ChatError.In(choice?.Error)) is { } error)
        {
            throw failureOf(error);
        }

        if (choice is { FinishReason: "error" } or { NativeFinishReason: "error" or "network_error" })
        {
            throw OpenRouterException.BrokenOff();
        }
    }

    private static void ThrowIfEndless(long length)
    {
        if (length > Longest)
        {
            throw OpenRouterException.Endless();
        }
    }

    private OpenRouterException Unfinished() => answer.HasTokens ? OpenRouterException.Truncated() : OpenRouterException.NoCompletion();
}
