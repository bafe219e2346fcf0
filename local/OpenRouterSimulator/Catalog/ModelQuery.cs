using System.Globalization;
using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Catalog;

/// <summary>Which models a query asks for, and in what order. Without an order it is the catalogue's.</summary>
public static class ModelQuery
{
    public static IEnumerable<Model> Models(this IQueryCollection query, ModelCatalog catalog) => Sorted(query["sort"].ToString(), catalog.All.Where(Matches(query)));

    public static int Whole(this IQueryCollection query, string name, int otherwise, int max)
    {
        var text = query[name].ToString();
        if (text is "")
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number : throw ApiErrors.BadRequest();
    }

    private static Func<Model, bool> Matches(IQueryCollection query)
    {
        var words = query["q"].ToString();
        var parameters = List(query, "supported_parameters");
        var authors = List(query, "model_authors");
        var providers = List(query, "providers");
        var context = query.Whole("context", 0, int.MaxValue);
        var (cheapest, dearest) = (Price(query, "min_price"), Price(query, "max_price"));

        return model =>
            IsText(query, "output_modalities")
            && IsText(query, "input_modalities")
            && (model.Id.Contains(words, StringComparison.OrdinalIgnoreCase) || model.Name.Contains(words, StringComparison.OrdinalIgnoreCase))
            && parameters.All(model.SupportedParameters().Contains)
            && (authors is [] || authors.Contains(model.Author))
            && (providers is [] || providers.Contains(ModelJson.Slug(model.Provider)))
            && model.ContextLength >= context
            && !(model.PromptPrice * 1_000_000 < cheapest)
            && !(model.PromptPrice * 1_000_000 > dearest);
    }

    private static IEnumerable<Model> Sorted(string sort, IEnumerable<Model> models) => sort switch
    {
        "pricing-low-to-high" => models.OrderBy(model => model.PromptPrice),
        "pricing-high-to-low" => models.OrderByDescending(model => model.PromptPrice),
        "context-high-to-low" => models.OrderByDescending(model => model.ContextLength),
        _ => models,
    };

    /// <summary>All models here take text and give text.</summary>
    private static bool IsText(IQueryCollection query, string name) => query[name].ToString() is "" or "all" || List(query, name).Contains("text");

    private static string[] List(IQueryCollection query, string name) =>
        query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>USD per million tokens.</summary>
    private static decimal? Price(IQueryCollection query, string name)
    {
        var text = query[name].ToString();
        if (text is "")
        {
            return null;
        }

        return decimal.TryParse(text, CultureInfo.InvariantCulture, out var price) ? price : throw ApiErrors.BadRequest();
    }
}
