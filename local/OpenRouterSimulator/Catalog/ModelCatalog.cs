using OpenRouterSimulator.Errors;

namespace OpenRouterSimulator.Catalog;

/// <summary>Finds models by the ids that people write: exact, by an alias, or with a suffix that any model may carry.</summary>
public sealed class ModelCatalog
{
    public const string Simulator = "Simulator";

    private const string Online = ":online";

    private static readonly string[] DynamicSuffixes = [":nitro", ":floor", ":exacto", Online];

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["~anthropic/claude-haiku-latest"] = "anthropic/claude-haiku-4.5",
        ["~google/gemini-flash-latest"] = "google/gemini-2.5-flash",
        ["~openai/gpt-mini-latest"] = "openai/gpt-4.1-mini",
    };

    private readonly Dictionary<string, Model> _byId;

    public ModelCatalog()
    {
        All = Models.All;
        _byId = All.ToDictionary(model => model.Id);
    }

    public IReadOnlyList<Model> All { get; }

    public Model? Find(string id)
    {
        id = Aliases.GetValueOrDefault(id, id);
        var suffix = DynamicSuffixes.FirstOrDefault(end => id.EndsWith(end, StringComparison.Ordinal));
        var model = _byId.GetValueOrDefault(suffix is null ? id : id[..^suffix.Length]);

        return suffix == Online && model is not null ? model with { Script = model.Script with { HasCitations = true } } : model;
    }

    /// <summary>The concrete model behind a router; a model that is none stands for itself.</summary>
    public Model Route(Model model, Func<Model, bool> fits, Random random)
    {
        if (!model.IsRouter)
        {
            return model;
        }

        var free = model.Id == Models.FreeRouter;
        Model[] fitting = [.. All.Where(candidate =>
            candidate.IsFreeVariant == free && (free || candidate.Author is "openai" or "anthropic" or "google") && fits(candidate))];

        return fitting is [] ? throw ApiErrors.NoModels() : fitting[random.Next(fitting.Length)];
    }
}
