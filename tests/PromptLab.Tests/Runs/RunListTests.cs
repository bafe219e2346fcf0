using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

public class RunListTests(SharedApp shared)
{
    [Fact]
    public async Task The_history_is_newest_first_without_the_long_texts()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync(A.Prompt(userMessageTemplate: "{{ text }}", systemMessage: ""));
        var first = await ada.RunAsync(prompt, A.Run("simulator/echo", new { text = new string('y', 500) }));
        await ada.ListenAsync(first.Id());
        var second = await ada.RunAsync(prompt);

        var page = await ada.GetAsync("/api/runs/");

        Assert.Equal(2, page.Number("count"));
        Assert.Equal([second.Id(), first.Id()], page.Results().Select(run => run.Id()));
        Assert.Equal(new string('y', 200), page.Results()[1].Text("response_preview"));
        Assert.False(page.Results()[1].TryGetProperty("response_text", out _));
        Assert.False(page.Results()[1].TryGetProperty("rendered", out _));
    }

    [Fact]
    public async Task Filters_narrow_the_history_and_its_count()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var one = await ada.CreatePromptAsync();
        var two = await ada.CreatePromptAsync(A.Prompt("Other"));
        var finished = await ada.RunAsync(one);
        await ada.ListenAsync(finished.Id());
        var queued = await ada.RunAsync(one, A.Run("simulator/steady"));
        var other = await ada.RunAsync(two);

        Assert.Equal([queued.Id(), finished.Id()], await IdsAsync($"prompt_id={one.Id()}"));
        Assert.Equal([other.Id(), queued.Id()], await IdsAsync("status=queued"));
        Assert.Equal([finished.Id()], await IdsAsync("status=succeeded"));
        Assert.Equal([queued.Id()], await IdsAsync("model_id=simulator/steady"));
        Assert.Equal([queued.Id()], await IdsAsync($"model_id=simulator/steady&status=queued&prompt_id={one.Id()}"));
        Assert.Empty(await IdsAsync($"prompt_id={Guid.NewGuid()}"));

        async Task<string[]> IdsAsync(string query)
        {
            var page = await ada.GetAsync($"/api/runs/?{query}");
            Assert.Equal(page.Results().Length, page.Number("count"));
            return [.. page.Results().Select(run => run.Id())];
        }
    }

    [Theory]
    [InlineData("status=done", "status")]
    [InlineData("status=3", "status")]
    [InlineData("prompt_id=x", "prompt_id")]
    public async Task A_filter_that_is_none_is_told(string query, string field)
    {
        var ada = await shared.App.RegisterAsync();

        var response = await ada.SendAsync("GET", $"/api/runs/?{query}");

        Assert.Equal([field], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    [Fact]
    public async Task Pages_with_a_filter_lead_on_and_back()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Insert(0, (await ada.RunAsync(prompt, A.Run(number % 2 == 0 ? "simulator/quick" : "simulator/steady"))).Id());
        }

        var first = await ada.GetAsync("/api/runs/?model_id=simulator/quick&page_size=2");
        var second = await ada.GetAsync(first.Text("next"));
        var back = await ada.GetAsync(second.Text("previous"));

        Assert.Equal([ids[0], ids[2]], Ids(first));
        Assert.Equal([ids[4]], Ids(second));
        Assert.Equal(Ids(first), Ids(back));

        static string[] Ids(JsonElement page) => [.. page.Results().Select(run => run.Id())];
    }
}
