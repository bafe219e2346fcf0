using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

public class VersionDiffTests(SharedApp shared)
{
    [Fact]
    public async Task Texts_differ_by_words()
    {
        var diff = await DiffAsync("Write a short poem about {{ topic }}.", "Write a long, sad poem about {{ topic }}.");

        Assert.Equal(
            ["same:Write a ", "removed:short", "added:long, sad", "same: poem about {{ topic }}."],
            Changes(diff, "user_message_template"));
        Assert.Equal(["same:You are a poet."], Changes(diff, "system_message"));
    }

    [Fact]
    public async Task A_word_before_a_variable_leaves_the_variable_alone()
    {
        var diff = await DiffAsync("Dear {{ name }}", "Dear kind {{ name }}");

        Assert.Equal(["same:Dear ", "added:kind ", "same:{{ name }}"], Changes(diff, "user_message_template"));
    }

    [Theory]
    [InlineData("", "new text")]
    [InlineData("old text", "")]
    [InlineData("", "")]
    [InlineData("äöü 💡\r\nline", "äöü 💡💡\r\n\r\nline ")]
    [InlineData("aaaa bbbb aaaa bbbb", "bbbb aaaa bbbb aaaa")]
    public async Task What_is_the_same_or_removed_is_the_old_text_and_what_is_the_same_or_added_the_new(string before, string after)
    {
        var diff = await DiffAsync(before, after);

        AssertAddsUp(diff, before, after);
    }

    [Fact]
    public async Task Texts_that_differ_in_everything_are_still_compared()
    {
        var before = string.Join(' ', Enumerable.Range(0, 30_000));
        var after = string.Join('\n', Enumerable.Range(40_000, 30_000));

        var diff = await DiffAsync(before, after);

        AssertAddsUp(diff, before, after);
    }

    [Fact]
    public async Task Parameters_differ_by_structure()
    {
        var diff = await DiffAsync(
            "x", "x",
            """{"temperature":0.1,"stop":["a","b"],"provider":{"order":["x"],"zdr":true},"seed":1}""",
            """{"seed": 1,"temperature":1e-1,"stop":["a","c","d"],"provider":{"zdr":true}}""");

        Assert.Equal(
            [
                "changed temperature 0.1 -> 1e-1",
                "changed stop[1] \"b\" -> \"c\"",
                "added stop[2] null -> \"d\"",
                "removed provider.order [\"x\"] -> null",
            ],
            diff.GetProperty("model_config").EnumerateArray().Select(change =>
                $"{change.Text("kind")} {change.Text("path")} {change.GetProperty("before").GetRawText()} -> {change.GetProperty("after").GetRawText()}"));
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_not_found()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        foreach (var pair in new[] { "1/diff/2", "2/diff/1", "x/diff/1" })
        {
            await Problem.AssertAsync(await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/versions/{pair}/"), HttpStatusCode.NotFound, "not-found");
        }
    }

    private static void AssertAddsUp(JsonElement diff, string before, string after)
    {
        var changes = diff.GetProperty("user_message_template").EnumerateArray().ToList();
        Assert.Equal(before, string.Concat(changes.Where(change => change.Text("kind") is not "added").Select(change => change.Text("text"))));
        Assert.Equal(after, string.Concat(changes.Where(change => change.Text("kind") is not "removed").Select(change => change.Text("text"))));
    }

    private static string[] Changes(JsonElement diff, string field) =>
        [.. diff.GetProperty(field).EnumerateArray().Select(change => $"{change.Text("kind")}:{change.Text("text")}")];

    private async Task<JsonElement> DiffAsync(string before, string after, string configBefore = "{}", string configAfter = "{\"new\":1}")
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(new { name = "Diff", system_message = "You are a poet.", user_message_template = before, model_config = JsonElement.Parse(configBefore) });
        await ada.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompt.Id()}/versions/", new { system_message = "You are a poet.", user_message_template = after, model_config = JsonElement.Parse(configAfter) });

        return await ada.GetAsync($"/api/prompts/{prompt.Id()}/versions/1/diff/2/");
    }
}
