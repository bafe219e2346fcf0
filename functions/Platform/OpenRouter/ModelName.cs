using System.Text.RegularExpressions;

namespace PromptLab.Platform.OpenRouter;

/// <summary>
/// A model's id as telemetry may tell it. People type ids and name presets of their own: what does not look like an id of
/// OpenRouter's could be anything, and is told as one and the same.
/// </summary>
public static partial class ModelName
{
    private const string Other = "_OTHER";

    public static string Of(string modelId) => Shape().IsMatch(modelId) ? modelId : Other;

    [GeneratedRegex(@"^~?[a-z0-9][\w.-]{0,60}/[\w.-]{1,100}(:[a-z0-9-]{1,20})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
