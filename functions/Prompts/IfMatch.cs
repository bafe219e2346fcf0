using Microsoft.AspNetCore.Http;
using PromptLab.Platform.Http;

namespace PromptLab.Prompts;

internal static class IfMatch
{
    /// <summary>Refuses a change that was decided on an older state of the prompt, if the request names the state it knew.</summary>
    public static void RequireMatch(this Prompt prompt, HttpRequest request)
    {
        if (request.Headers.IfMatch is not { Count: > 0 } header)
        {
            return;
        }

        var known = header.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries));
        if (!known.Any(etag => etag == "*" || etag == prompt.ETag))
        {
            throw ProblemException.PreconditionFailed($"The prompt is at version {prompt.VersionsCount} now. Read it again, then decide.");
        }
    }
}
