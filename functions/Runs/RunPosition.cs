using System.Globalization;
using PromptLab.Platform.Http;

namespace PromptLab.Runs;

/// <summary>How much of a run's answer a listener has; travels as the id of each event, so that a reconnect goes on from there.</summary>
public sealed class RunPosition
{
    private int text;
    private int reasoning;

    /// <summary>From a Last-Event-ID such as "120.35"; anything else starts at the beginning.</summary>
    public static RunPosition From(string? lastEventId)
    {
        RunPosition position = new();
        if (lastEventId?.Split('.') is [var text, var reasoning]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var textOffset)
            && int.TryParse(reasoning, NumberStyles.None, CultureInfo.InvariantCulture, out var reasoningOffset))
        {
            (position.text, position.reasoning) = (textOffset, reasoningOffset);
        }

        return position;
    }

    /// <summary>What the listener still lacks of this answer, or of the piece of it that begins at these places.</summary>
    public IEnumerable<ServerEvent> Advance(RunAnswer answer, int textStart = 0, int reasoningStart = 0)
    {
        if (reasoningStart + answer.Reasoning.Length > reasoning)
        {
            var offset = reasoning;
            reasoning = reasoningStart + answer.Reasoning.Length;
            yield return new("delta", new RunReasoningDelta(answer.Reasoning[(offset - reasoningStart)..], offset), Id);
        }

        if (textStart + answer.Text.Length > text)
        {
            var offset = text;
            text = textStart + answer.Text.Length;
            yield return new("delta", new RunTextDelta(answer.Text[(offset - textStart)..], offset), Id);
        }
    }

    private string Id => string.Create(CultureInfo.InvariantCulture, $"{text}.{reasoning}");
}
