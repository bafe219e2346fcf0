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

    /// <summary>What the listener still lacks of this answer.</summary>
    public IEnumerable<ServerEvent> Advance(RunAnswer answer)
    {
        if (answer.Reasoning.Length > reasoning)
        {
            var offset = reasoning;
            reasoning = answer.Reasoning.Length;
            yield return new("delta", new RunReasoningDelta(answer.Reasoning[offset..], offset), Id);
        }

        if (answer.Text.Length > text)
        {
            var offset = text;
            text = answer.Text.Length;
            yield return new("delta", new RunTextDelta(answer.Text[offset..], offset), Id);
        }
    }

    private string Id => string.Create(CultureInfo.InvariantCulture, $"{text}.{reasoning}");
}
