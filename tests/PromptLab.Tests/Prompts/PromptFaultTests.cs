using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

/// <summary>Storage keeps a change and cannot say so: its client asks again, and meets what it has written itself.</summary>
public sealed class PromptFaultTests : IAsyncLifetime
{
    private readonly HookedTransport storage = new();
    private App app = null!;
    private Account ada = null!;

    public async ValueTask InitializeAsync()
    {
        app = await App.StartAsync(new() { Transport = storage });
        ada = await app.RegisterAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_prompt_that_storage_kept_and_could_not_confirm_is_kept_once()
    {
        storage.LoseAnswerOnce("$batch");
        var created = await ada.CreatePromptAsync();

        var list = await ada.GetAsync("/api/prompts/");
        Assert.Equal(1, list.Number("count"));
        Assert.Equal(created.Id(), Assert.Single(list.GetProperty("results").EnumerateArray()).Id());
    }

    [Fact]
    public async Task A_save_that_storage_kept_and_could_not_confirm_is_one_version_although_another_save_came_after_it()
    {
        var prompt = await ada.CreatePromptAsync();
        JsonElement other = default;
        storage.BeforeOnce("POST", "$batch", () =>
        {
            storage.LoseAnswerOnce("$batch");
            storage.BeforeOnce("POST", "$batch", async () => other = await SaveAsync(prompt, "Another"));
            return Task.CompletedTask;
        });

        var saved = await SaveAsync(prompt, "Mine");

        Assert.Equal((2, 3), (saved.Number("version_number"), other.Number("version_number")));
        Assert.Equal(3, (await ada.GetAsync($"/api/prompts/{prompt.Id()}/")).Number("versions_count"));
    }

    [Fact]
    public async Task A_save_that_storage_kept_and_could_not_confirm_has_not_lost_a_race()
    {
        var prompt = await ada.CreatePromptAsync();
        using var read = await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/");

        storage.LoseAnswerOnce("$batch");
        using var saved = await ada.SendAsync(
            "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("Mine"), ("If-Match", read.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
    }

    [Fact]
    public async Task A_change_that_storage_kept_and_could_not_confirm_has_not_lost_a_race()
    {
        var prompt = await ada.CreatePromptAsync();
        using var read = await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/");

        storage.LoseAnswerOnce("$batch");
        using var changed = await ada.SendAsync(
            "PATCH", $"/api/prompts/{prompt.Id()}/", new { name = "Renamed" }, ("If-Match", read.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var after = await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/");
        Assert.Equal(changed.Headers.ETag, after.Headers.ETag);
    }

    [Fact]
    public async Task A_prompt_that_storage_removed_and_could_not_say_so_is_removed()
    {
        var prompt = await ada.CreatePromptAsync();

        storage.LoseAnswerOnce("$batch");
        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{prompt.Id()}/");

        Assert.Equal(0, (await ada.GetAsync("/api/prompts/")).Number("count"));
    }

    private Task<JsonElement> SaveAsync(JsonElement prompt, string text) =>
        ada.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version(text));
}
