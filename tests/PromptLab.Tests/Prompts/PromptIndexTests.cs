using System.Net;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

/// <summary>A search finds what another instance changed a moment ago: each keeps libraries in memory.</summary>
public class PromptIndexTests
{
    [Fact]
    public async Task What_another_instance_adds_changes_and_removes_is_found_as_it_is_now()
    {
        var key = AppSetup.RandomKey();
        await using var here = await App.StartAsync(new() { Overrides = { ["Auth:SigningKey"] = key } });
        await using var there = await App.StartAsync(new() { Storage = here.Storage, Overrides = { ["Auth:SigningKey"] = key } });
        var ada = await here.RegisterAsync();
        var adaThere = ada.On(there);
        var first = await ada.CreatePromptAsync(A.Prompt("First", "about whales"));
        var second = await ada.CreatePromptAsync(A.Prompt("Second", "about whales"));
        Assert.Equal(["Second", "First"], await FoundAsync(adaThere, "whales"));

        await ada.CreatePromptAsync(A.Prompt("Third", "about whales"));
        Assert.Equal(["Third", "Second", "First"], await FoundAsync(adaThere, "whales"));

        await ada.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{first.Id()}/versions/", A.Version("about whales and ships"));
        Assert.Equal(["First", "Third", "Second"], await FoundAsync(adaThere, "whales"));
        Assert.Equal(["First"], await FoundAsync(adaThere, "ships"));

        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{second.Id()}/");
        Assert.Equal(["First", "Third"], await FoundAsync(adaThere, "whales"));

        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{first.Id()}/");
        await ada.CreatePromptAsync(A.Prompt("Fourth", "about whales"));
        Assert.Equal(["Fourth", "Third"], await FoundAsync(adaThere, "whales"));
        Assert.Equal(2, (await adaThere.GetAsync("/api/prompts/")).Number("count"));
    }

    private static async Task<string[]> FoundAsync(Account account, string search) =>
        [.. (await account.GetAsync($"/api/prompts/?search={search}")).Results().Select(prompt => prompt.Text("name"))];
}
