using System.Text.Json;
using BenchmarkDotNet.Attributes;
using PromptLab.Prompts;

namespace PromptLab.Benchmarks;

/// <summary>What a preview, a run and a cell of a comparison pay for their text.</summary>
public class TemplateBenchmarks
{
    private const string System = "You write {{ tone | default: \"friendly\" }} answers.{% if audience %} They are for {{ audience }}.{% endif %}";

    private readonly string user =
        "Summarise these:\n{% for item in items %}{{ forloop.index }}. {{ item.title | upcase }}: {{ item.text }}\n{% endfor %}"
        + string.Concat(Enumerable.Repeat("Keep to the facts that you were given, and name the place of each. ", 20)) + "{{ question }}";

    private readonly PromptTemplates parsed;
    private readonly Dictionary<string, JsonElement> variables = new()
    {
        ["audience"] = JsonSerializer.SerializeToElement("sailors"),
        ["question"] = JsonSerializer.SerializeToElement("What comes first?"),
        ["items"] = JsonSerializer.SerializeToElement(Enumerable.Range(0, 20).Select(number => new { title = $"Item {number}", text = new string('x', 100) })),
    };

    public TemplateBenchmarks() => parsed = Parse();

    [Benchmark(Description = "parse both templates")]
    public PromptTemplates Parse() => new(System, user);

    [Benchmark(Description = "render them, 20 items in a loop")]
    public RenderedPrompt Render() => parsed.Render(variables).Rendered;
}
