using System.Net.ServerSentEvents;
using System.Text.Json;
using PromptLab.Tests.Contract;

namespace PromptLab.Tests.Support;

/// <summary>A server-sent event as a browser would get it.</summary>
public sealed record ReceivedEvent(string Type, string? Id, JsonElement Data)
{
    public static async Task<IReadOnlyList<ReceivedEvent>> ReadAllAsync(HttpResponseMessage response, CancellationToken cancellationToken, string schema = "RunEvent")
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var events = await SseParser.Create(stream).EnumerateAsync(cancellationToken)
            .Select(item => new ReceivedEvent(item.EventType, item.EventId, JsonElement.Parse(item.Data)))
            .ToListAsync(cancellationToken);

        events.ForEach(received => ContractCheck.AssertEvent(received, schema));
        return events;
    }

    /// <summary>The text that the deltas make up, each put where it says it belongs.</summary>
    public static string TextOf(IEnumerable<ReceivedEvent> events)
    {
        var text = "";
        foreach (var delta in events.Where(item => item.Type is "delta" && item.Data.TryGetProperty("text", out _)))
        {
            Assert.Equal(text.Length, delta.Data.Number("offset"));
            text += delta.Data.Text("text");
        }

        return text;
    }
}
