using System.Text.Json.Nodes;
using OpenRouterSimulator.Catalog;

namespace OpenRouterSimulator.Chat;

/// <summary>The way from the models that were asked for to the one that answers, for clients that want to be told.</summary>
public sealed class Route(IReadOnlyList<string> asked)
{
    public const string Header = "X-OpenRouter-Metadata";

    private const string OldHeader = "X-OpenRouter-Experimental-Metadata";

    private readonly List<(Model Model, int Status)> _attempts = [];

    public static bool IsWanted(HttpRequest request) => request.Headers[Header] == "enabled" || request.Headers[OldHeader] == "enabled";

    public void Note(Model model, int status) => _attempts.Add((model, status));

    public JsonObject ToJson(bool isByok)
    {
        var answering = _attempts is [.., var (last, status)] && status == StatusCodes.Status200OK ? last : null;
        return new JsonObject
        {
            ["requested"] = asked[0],
            ["strategy"] = Strategy(),
            ["region"] = null,
            ["summary"] = answering is null ? "no endpoint answered" : $"available={_attempts.Count}, selected={answering.Provider}",
            ["attempt"] = Math.Max(1, _attempts.Count),
            ["is_byok"] = isByok,
            ["endpoints"] = new JsonObject
            {
                ["total"] = _attempts.Count,
                ["available"] = new JsonArray([.. _attempts.Select(attempt => Endpoint(attempt.Model, attempt.Model == answering))]),
            },
            ["attempts"] = new JsonArray([.. _attempts.Select(attempt => Attempt(attempt.Model, attempt.Status))]),
        };
    }

    private string Strategy() => asked[0] switch
    {
        _ when asked.Count > 1 => "fallback",
        Models.AutoRouter => "auto",
        Models.FreeRouter => "free",
        ['~', ..] => "latest",
        _ => "direct",
    };

    private static JsonNode Endpoint(Model model, bool isSelected) =>
        new JsonObject { ["provider"] = model.Provider, ["model"] = model.CanonicalSlug, ["selected"] = isSelected };

    private static JsonNode Attempt(Model model, int status) =>
        new JsonObject { ["provider"] = model.Provider, ["model"] = model.CanonicalSlug, ["status"] = status };
}
