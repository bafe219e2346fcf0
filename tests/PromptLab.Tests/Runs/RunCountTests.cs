using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Runs;

/// <summary>How many runs there are is told by every first page, and must not cost more the more there are.</summary>
public class RunCountTests
{
    [Fact]
    public async Task A_long_history_is_counted_once_and_stays_right_whatever_comes_and_goes()
    {
        CountingTransport storage = new();
        await using var app = await App.StartAsync(new() { Transport = storage });
        var ada = await app.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var run = await RunAsync(ada, prompt);
        var old = Enumerable.Range(0, 1_100).Select(number => Copy(run, DateTimeOffset.UtcNow.AddDays(-2).AddSeconds(number))).ToList();
        await ImportAsync(ada, old);

        storage.Take();
        Assert.Equal(1_101, await CountAsync(ada));
        Assert.Equal(3, storage.Take().Count);

        await DeleteAsync(ada, (string)old[7]["id"]!);
        await DeleteAsync(ada, run.Id());
        await RunAsync(ada, prompt);
        Assert.Equal(1_100, await CountAsync(ada));

        // Older than what has been counted.
        await ImportAsync(ada, [Copy(run, DateTimeOffset.UtcNow.AddDays(-30))]);
        Assert.Equal(1_101, await CountAsync(ada));
    }

    [Fact]
    public async Task Many_that_delete_and_count_at_once_lose_none()
    {
        await using var app = await App.StartAsync();
        var ada = await app.RegisterAsync();
        var run = await RunAsync(ada, await ada.CreatePromptAsync());
        var old = Enumerable.Range(0, 700).Select(number => Copy(run, DateTimeOffset.UtcNow.AddDays(-2).AddSeconds(number))).ToList();
        await ImportAsync(ada, old);

        await Parallel.ForEachAsync(old.Take(12), async (each, _) =>
        {
            await DeleteAsync(ada, (string)each["id"]!);
            await CountAsync(ada);
        });

        Assert.Equal(689, await CountAsync(ada));
    }

    private static async Task<JsonElement> RunAsync(Account account, JsonElement prompt)
    {
        var run = await account.RunAsync(prompt);
        await account.ListenAsync(run.Id());
        return await account.GetAsync($"/api/runs/{run.Id()}/");
    }

    private static JsonNode Copy(JsonElement run, DateTimeOffset time)
    {
        var copy = JsonNode.Parse(run.ToString())!;
        copy["id"] = Guid.CreateVersion7(time).ToString();
        return copy;
    }

    private static async Task ImportAsync(Account account, IReadOnlyList<JsonNode> runs)
    {
        JsonObject document = new() { ["format"] = "promptlab-account", ["version"] = 1, ["runs"] = new JsonArray([.. runs.Select(run => run.DeepClone())]) };
        await account.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", document);
    }

    private static Task DeleteAsync(Account account, string runId) => account.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/runs/{runId}/");

    private static async Task<int> CountAsync(Account account) => (await account.GetAsync("/api/runs/?page_size=5")).Number("count");
}
