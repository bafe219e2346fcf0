using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>The forms in which providers tell what a model thought.</summary>
public static class ReasoningDetails
{
    private const string Signature = "EqoBCkgIARABGAIiQL2UoU0b1OHYi0wisimulated==";

    private const string Data = "gAAAAABo7simulatedVtYQ==";

    /// <summary>Of a text, or of a part of it; null when there is nothing to show.</summary>
    public static JsonArray? Of(ReasoningForm form, string text) => form switch
    {
        ReasoningForm.Summary => [Detail("summary", "openai-responses-v1", "summary", text)],
        ReasoningForm.Encrypted => null,
        ReasoningForm.EmptyDetails => [],
        ReasoningForm.WithSignature => [Detail("text", "anthropic-claude-v1", "text", text)],
        _ => [Detail("text", "unknown", "text", text)],
    };

    /// <summary>What comes once, after all of the reasoning.</summary>
    public static JsonArray? AtTheEnd(ReasoningForm form) => form switch
    {
        ReasoningForm.WithSignature => [Detail("text", "anthropic-claude-v1", "signature", Signature)],
        ReasoningForm.Encrypted => [Detail("encrypted", "openai-responses-v1", "data", Data)],
        _ => null,
    };

    /// <summary>In an answer that is not streamed, text and signature are one detail.</summary>
    public static JsonArray? Whole(ReasoningForm form, string text)
    {
        if (form == ReasoningForm.WithSignature)
        {
            var detail = Detail("text", "anthropic-claude-v1", "text", text);
            detail["signature"] = Signature;
            return [detail];
        }

        return Of(form, text) ?? AtTheEnd(form);
    }

    private static JsonObject Detail(string kind, string format, string member, string value) =>
        new() { ["type"] = $"reasoning.{kind}", [member] = value, ["format"] = format, ["index"] = 0 };
}
