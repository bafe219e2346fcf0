using System.Text.Json;
using PromptLab.Platform.Json;

namespace PromptLab.Runs;

/// <summary>The body that OpenRouter is sent for a run: the run's parameters as they were written, and what PromptLab decides itself.</summary>
internal static class ChatRequest
{
    private static readonly HashSet<string> Ours = ["model", "messages", "stream"];

    public static string BodyFor(Run run)
    {
        var messages = new[] { (Role: "system", Content: run.Input.Rendered.SystemMessage), (Role: "user", Content: run.Input.Rendered.UserMessage) }
            .Where(message => message.Content.Length > 0)
            .Select(message => new { role = message.Role, content = message.Content });

        return RawJson.FromMembers(
        [
            RawMember.Of("model", JsonSerializer.Serialize(run.ModelId, ApiJson.Options)),
            RawMember.Of("messages", JsonSerializer.Serialize(messages, ApiJson.Options)),
            .. run.Input.ModelConfig.MergedWith(run.Added).Members().Where(member => !Ours.Contains(member.Name)),
            RawMember.Of("stream", "true"),
        ]).Text;
    }
}
