using System.Net.Http.Json;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Models;

public class ModelApiTests(SharedApp shared)
{
    [Fact]
    public async Task The_list_starts_with_what_is_built_in_and_calls_simulated_models_simulated()
    {
        var ada = await shared.App.RegisterAsync();

        var models = (await ada.GetAsync("/api/models/")).GetProperty("models").EnumerateArray().ToList();

        Assert.Equal("openrouter/free", models[0].Id());
        Assert.Contains(models, model => model.Id() == "openai/gpt-4.1-mini");
        Assert.Contains(models, model => model.Id() == "simulator/quick");
        Assert.All(models, model => Assert.Equal(model.Id().StartsWith("simulator/", StringComparison.Ordinal), model.GetProperty("simulated").GetBoolean()));
        Assert.Equal(models.Count, models.Select(model => model.Id()).Distinct().Count());
    }

    [Fact]
    public async Task A_stranger_sees_the_built_in_list_alone()
    {
        var answer = await shared.App.Client().GetFromJsonAsync<JsonElement>("/api/models/", Account.Token);

        Assert.Equal(["openrouter/free"], answer.GetProperty("models").EnumerateArray().Select(model => model.Id()));
    }

    [Fact]
    public async Task Without_OpenRouter_the_list_is_stale_but_there()
    {
        await using var app = await App.StartAsync(new() { OpenRouterIsDown = true });
        var ada = await app.RegisterAsync();

        var answer = await ada.GetAsync("/api/models/");

        Assert.True(answer.GetProperty("stale").GetBoolean());
        var ids = answer.GetProperty("models").EnumerateArray().Select(model => model.Id()).ToList();
        Assert.Contains("openrouter/free", ids);
        Assert.Contains("simulator/quick", ids);
        Assert.DoesNotContain("openai/gpt-4.1-mini", ids);
    }

    [Fact]
    public async Task The_last_good_list_outlives_the_app_that_read_it()
    {
        AppSetup setup = new();
        await using var before = await App.StartAsync(setup);
        await (await before.RegisterAsync()).GetAsync("/api/models/");
        await using var after = await App.StartAsync(new() { Storage = before.Storage, OpenRouterIsDown = true });

        var answer = await (await after.RegisterAsync()).GetAsync("/api/models/");

        Assert.True(answer.GetProperty("stale").GetBoolean());
        Assert.Contains(answer.GetProperty("models").EnumerateArray(), model => model.Id() == "openai/gpt-4.1-mini");
    }
}
