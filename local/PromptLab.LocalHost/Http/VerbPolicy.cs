using Microsoft.AspNetCore.Routing.Matching;

namespace PromptLab.LocalHost.Http;

public sealed record ListedVerbs(IReadOnlyList<string> Verbs);

/// <summary>
/// To the real host the verb is one more part of the route: what is not listed is not found, without an Allow header,
/// and a less specific route that lists it is taken instead. ASP.NET Core's own way would be a 405.
/// </summary>
public sealed class VerbPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<ListedVerbs>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var index = 0; index < candidates.Count; index++)
        {
            var listed = candidates[index].Endpoint?.Metadata.GetMetadata<ListedVerbs>();

            if (listed is not null && !listed.Verbs.Contains(httpContext.Request.Method, StringComparer.OrdinalIgnoreCase))
            {
                candidates.SetValidity(index, false);
            }
        }

        return Task.CompletedTask;
    }
}
