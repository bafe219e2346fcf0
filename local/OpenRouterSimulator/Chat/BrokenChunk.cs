using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Chat;

/// <summary>The last chunk of a stream that goes wrong, for the breaks that have one.</summary>
public static class BrokenChunk
{
    /// <summary>Before any of the answer.</summary>
    public static JsonObject? AtOnce(Generation generation) => generation.Script.Break switch
    {
        Break.ErrorAtOnce => Failed(generation, ScriptedErrors.AfterCommit(generation.Model), hasChoices: false),
        Break.NoChoices => ChunkJson.Of(generation),
        _ => null,
    };

    /// <summary>After half of it.</summary>
    public static JsonObject? Midway(Generation generation) => generation.Script.Break switch
    {
        Break.Error => Failed(generation, ScriptedErrors.Disconnected(), hasChoices: !generation.Script.ErrorHasNoChoices),
        Break.InternalError => Failed(generation, ApiErrors.Internal(), hasChoices: true),
        Break.FinishError => ChunkJson.Of(generation, ChunkJson.Choice(ChunkJson.EmptyDelta(), "error", "error")),
        Break.NativeError => ChunkJson.Of(generation, ChunkJson.Choice(ChunkJson.EmptyDelta(), null, "network_error")),
        _ => null,
    };

    /// <summary>After all of it: the error sits beside the bill.</summary>
    public static JsonObject OnUsage(Generation generation, Usage usage)
    {
        var json = ChunkJson.WithUsage(generation, usage, UsageChunk.NullFinish);
        json["error"] = Error(generation, ScriptedErrors.TokenLimit());
        return json;
    }

    private static JsonObject Failed(Generation generation, ApiErrorException error, bool hasChoices)
    {
        var json = ChunkJson.Head(generation, "chat.completion.chunk");
        json["error"] = Error(generation, error);
        json["choices"] = hasChoices ? new JsonArray(ChunkJson.Choice(new JsonObject { ["content"] = "" }, "error", "error")) : new JsonArray();
        if (generation.Script.ErrorHasUsage)
        {
            json["usage"] = generation.UsageSoFar().Unbilled().ToJson(generation.Script.UsageForm);
        }

        return json;
    }

    /// <summary>In a stream the code comes before the message, and has been seen as a word.</summary>
    private static JsonObject Error(Generation generation, ApiErrorException error)
    {
        var json = new JsonObject { ["code"] = generation.Script.ErrorCode is { } word ? word : error.Status, ["message"] = error.Message };
        if (error.Metadata is { } metadata)
        {
            json["metadata"] = metadata.DeepClone();
        }

        return json;
    }
}
