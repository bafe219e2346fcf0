using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

public class PromptListTests(SharedApp shared)
{
    [Fact]
    public async Task The_newest_change_comes_first()
    {
        var ada = await shared.App.RegisterAsync();
        var prompts = await CreateAsync(ada, 3);
        await ada.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompts[0].Id()}/versions/", A.Version("Changed"));

        var page = await ada.GetAsync("/api/prompts/");

        Assert.Equal(["Prompt 0", "Prompt 2", "Prompt 1"], Names(page));
        Assert.False(page.Results()[0].GetProperty("latest_version").TryGetProperty("user_message_template", out _));
    }

    [Fact]
    public async Task Following_the_links_walks_the_whole_list_there_and_back()
    {
        var ada = await shared.App.RegisterAsync();
        await CreateAsync(ada, 7);

        var first = await ada.GetAsync("/api/prompts/?page_size=3");
        var second = await ada.GetAsync(first.Text("next"));
        var third = await ada.GetAsync(second.Text("next"));
        var back = await ada.GetAsync(third.Text("previous"));

        Assert.Equal(7, third.Number("count"));
        Assert.Equal(["Prompt 6", "Prompt 5", "Prompt 4"], Names(first));
        Assert.Equal(["Prompt 3", "Prompt 2", "Prompt 1"], Names(second));
        Assert.Equal(["Prompt 0"], Names(third));
        Assert.Equal(Names(second), Names(back));
        Assert.True(first.IsNull("previous"));
        Assert.True(third.IsNull("next"));
    }

    [Fact]
    public async Task A_page_can_be_asked_for_by_its_number()
    {
        var ada = await shared.App.RegisterAsync();
        await CreateAsync(ada, 5);

        var page = await ada.GetAsync("/api/prompts/?page=2&page_size=2");

        Assert.Equal(["Prompt 2", "Prompt 1"], Names(page));
    }

    [Theory]
    [InlineData("page=3&page_size=2", "page")]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=x", "page")]
    [InlineData("page_size=0", "page_size")]
    [InlineData("page_size=101", "page_size")]
    [InlineData("cursor=garbage", "cursor")]
    [InlineData("cursor=eyJBZnRlciI6IngnIG9yIDEgZXEgMSJ9", "cursor")]
    public async Task A_page_that_is_not_there_is_told(string query, string field)
    {
        var ada = await shared.App.RegisterAsync();
        await CreateAsync(ada, 3);

        var response = await ada.SendAsync("GET", $"/api/prompts/?{query}");

        Assert.Equal([field], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Theory]
    [InlineData("translate", "Names")]
    [InlineData("LEGAL contract", "Description,Names")]
    [InlineData("urgent", "Tags")]
    [InlineData("clause", "Text")]
    [InlineData("écologie", "Text")]
    [InlineData("clause absent-word", "")]
    [InlineData("   ", "Text,Tags,Description,Names")]
    public async Task Search_finds_every_word_wherever_it_stands(string search, string found)
    {
        var ada = await shared.App.RegisterAsync();
        await ada.CreatePromptAsync(A.Prompt("Names", "translate a legal contract"));
        await ada.CreatePromptAsync(A.Prompt("Description", "x", description: "For Legal people. Contracts.", systemMessage: ""));
        await ada.CreatePromptAsync(A.Prompt("Tags", "x", tags: ["Urgent"], systemMessage: ""));
        await ada.CreatePromptAsync(A.Prompt("Text", "x", systemMessage: "Explain each clause. ÉCOLOGIE"));

        var page = await ada.GetAsync($"/api/prompts/?search={Uri.EscapeDataString(search)}");

        Assert.Equal(found, string.Join(',', Names(page)));
        Assert.Equal(page.Results().Length, page.Number("count"));
    }

    [Fact]
    public async Task Search_looks_into_the_latest_version_only()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "zebra", systemMessage: ""));
        await ada.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("giraffe"));
        await ada.CallAsync(HttpStatusCode.OK, "PATCH", $"/api/prompts/{prompt.Id()}/", new { description = "renamed since" });

        Assert.Equal(0, (await ada.GetAsync("/api/prompts/?search=zebra")).Number("count"));
        Assert.Equal(1, (await ada.GetAsync("/api/prompts/?search=giraffe")).Number("count"));
    }

    [Fact]
    public async Task A_tag_narrows_the_list_and_the_links_remember_it()
    {
        var ada = await shared.App.RegisterAsync();
        foreach (var number in Enumerable.Range(0, 6))
        {
            await ada.CreatePromptAsync(A.Prompt($"Prompt {number}", tags: number % 2 == 0 ? ["even"] : []));
        }

        var first = await ada.GetAsync("/api/prompts/?tag=Even&page_size=2");
        var second = await ada.GetAsync(first.Text("next"));

        Assert.Equal(3, first.Number("count"));
        Assert.Equal(["Prompt 4", "Prompt 2"], Names(first));
        Assert.Equal(["Prompt 0"], Names(second));
    }

    [Fact]
    public async Task By_name_the_list_goes_from_A_to_Z_whatever_the_case_and_forth_and_back_by_its_links()
    {
        var ada = await shared.App.RegisterAsync();
        foreach (var name in new[] { "beta", "Émile", "Alpha", "alpha", "Gamma / 2" })
        {
            await ada.CreatePromptAsync(A.Prompt(name));
        }

        var first = await ada.GetAsync("/api/prompts/?sort=name&page_size=2");
        var second = await ada.GetAsync(first.Text("next"));
        var third = await ada.GetAsync(second.Text("next"));

        Assert.Equal(5, first.Number("count"));
        // The same name twice: the one that changed last comes first.
        Assert.Equal(["alpha", "Alpha"], Names(first));
        Assert.Equal(["beta", "Gamma / 2"], Names(second));
        Assert.Equal(["Émile"], Names(third));
        Assert.Equal(Names(first), Names(await ada.GetAsync(second.Text("previous"))));
    }

    [Fact]
    public async Task An_order_that_there_is_not_is_refused()
    {
        var ada = await shared.App.RegisterAsync();

        var problem = await ada.CallAsync(HttpStatusCode.BadRequest, "GET", "/api/prompts/?sort=size");

        Assert.Equal("Use updated or name.", problem.GetProperty("errors").GetProperty("sort")[0].GetString());
    }

    private static string[] Names(JsonElement page) => [.. page.Results().Select(prompt => prompt.Text("name"))];

    private static async Task<List<JsonElement>> CreateAsync(Account account, int count)
    {
        List<JsonElement> prompts = [];
        for (var number = 0; number < count; number++)
        {
            prompts.Add(await account.CreatePromptAsync(A.Prompt($"Prompt {number}")));
        }

        return prompts;
    }
}
