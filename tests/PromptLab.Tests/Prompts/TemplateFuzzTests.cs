using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PromptLab.Prompts;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

/// <summary>Any template over any values is a text or a problem in words, and never more work than the bounds allow.</summary>
public class TemplateFuzzTests
{
    private const int LongestOutput = 10_000_000;

    /// <summary>Bytes that one thread may ask for: the bound of work is 50 million characters, which are handled a few times each.</summary>
    private const long MostMemory = 1_500_000_000;

    private static readonly string Values =
        """{"a":"x","b":3,"list":[1,"x",null,[2],{"x":1}],"map":{"x":"y"}}""";

    [Fact]
    public void Any_template_is_a_text_or_a_problem_within_the_bounds() => Fuzz.Check(
        from template in OddTemplates.Any from values in Gen.OneOf(Gen.Constant(Values), OddJson.Like(Values)) select (template, values),
        250,
        drawn =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();

            AssertRendered(drawn.template, VariablesIn(drawn.values));

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        });

    /// <summary>The longest that a prompt may be: what costs the square of its length would show here.</summary>
    [Fact]
    public void A_fragment_over_and_over_is_no_more_work_than_its_length() => Fuzz.Check(
        OddTemplates.Any,
        6,
        fragment =>
        {
            var template = string.Concat(Enumerable.Repeat(fragment + " ", (200_000 / (fragment.Length + 1)) + 1))[..200_000];
            var before = GC.GetAllocatedBytesForCurrentThread();

            AssertRendered(template, VariablesIn(Values));

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostMemory);
        });

    private static void AssertRendered(string template, IReadOnlyDictionary<string, JsonElement> variables)
    {
        PromptTemplates templates = new(template, template);
        var (rendered, errors) = templates.Render(variables);
        var problems = errors.Concat(templates.Lint(variables)).ToList();

        Assert.InRange(rendered.SystemMessage.Length, 0, LongestOutput);
        Assert.All(problems, problem => Assert.InRange(problem.Message.Length, 1, 1_000));
        Assert.InRange(problems.Count, 0, 1_000);
        Assert.Equal(rendered.SystemMessage, templates.Render(variables).Rendered.UserMessage);
        Assert.All(templates.Missing(variables), name => Assert.Contains(name, templates.Variables));
    }

    /// <summary>A request refuses half characters and one name twice before any template sees them.</summary>
    private static Dictionary<string, JsonElement> VariablesIn(string json)
    {
        var text = json.Replace("\\ud800", "x", StringComparison.Ordinal).Replace("\\udc00", "x", StringComparison.Ordinal).Replace("\\u0061", "y", StringComparison.Ordinal);
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false }).EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
