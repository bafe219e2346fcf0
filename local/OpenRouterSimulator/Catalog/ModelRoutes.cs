using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using OpenRouterSimulator.Accounts;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Catalog;

/// <summary>The catalogue over HTTP. It is public, but for the list of what one user may use.</summary>
public static class ModelRoutes
{
    private const int DefaultLimit = 500;

    private const int MaxLimit = 1000;

    public static void MapModels(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapGet("/models", (HttpContext http, ModelCatalog catalog) => ListAsync(http, catalog));
        api.MapGet("/models/user", (HttpContext http, ModelCatalog catalog) =>
        {
            ApiKey.Require(http.Request);
            return ListAsync(http, catalog);
        });
        api.MapGet("/models/count", (HttpContext http, ModelCatalog catalog) =>
            DataAsync(http, new JsonObject { ["count"] = http.Request.Query.Models(catalog).Count() }));
        api.MapGet("/model/{author}/{slug}", (HttpContext http, ModelCatalog catalog, string author, string slug) =>
            DataAsync(http, Find(catalog, author, slug).ToJson()));
        api.MapGet("/models/{author}/{slug}/endpoints", (HttpContext http, ModelCatalog catalog, string author, string slug) =>
        {
            ApiKey.Require(http.Request);
            return DataAsync(http, Find(catalog, author, slug).ToEndpointsJson());
        });
        api.MapGet("/providers", (HttpContext http, ModelCatalog catalog) => DataAsync(http, Providers(catalog)));
    }

    private static Task ListAsync(HttpContext http, ModelCatalog catalog)
    {
        var query = http.Request.Query;
        var offset = query.Whole("offset", 0, int.MaxValue);
        var limit = query.Whole("limit", DefaultLimit, MaxLimit);
        Model[] matching = [.. query.Models(catalog)];
        var filters = query.Where(pair => pair.Key is not ("offset" or "limit"));
        var next = (long)offset + limit < matching.Length
            ? QueryHelpers.AddQueryString($"/api/v1/models?offset={offset + limit}&limit={limit}", filters)
            : null;

        return http.Response.WriteWireAsync(
            new JsonObject
            {
                ["data"] = new JsonArray([.. matching.Skip(offset).Take(limit).Select(model => model.ToJson())]),
                ["total_count"] = matching.Length,
                ["links"] = new JsonObject { ["next"] = next },
            },
            http.RequestAborted);
    }

    private static Model Find(ModelCatalog catalog, string author, string slug) =>
        catalog.Find($"{author}/{slug}")
        ?? catalog.All.FirstOrDefault(model => model.CanonicalSlug == $"{author}/{slug}")
        ?? throw ApiErrors.NotFound("Resource not found");

    private static JsonArray Providers(ModelCatalog catalog) =>
    [
        .. catalog.All.Select(model => model.Provider).Distinct().Order(StringComparer.Ordinal).Select(name => new JsonObject
        {
            ["name"] = name,
            ["slug"] = ModelJson.Slug(name),
            ["privacy_policy_url"] = null,
            ["terms_of_service_url"] = null,
            ["status_page_url"] = null,
        }),
    ];

    private static Task DataAsync(HttpContext http, JsonNode data) =>
        http.Response.WriteWireAsync(new JsonObject { ["data"] = data }, http.RequestAborted);
}
