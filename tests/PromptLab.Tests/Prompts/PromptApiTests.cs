using System.Net;
using System.Text.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

public class PromptApiTests(SharedApp shared)
{
    [Fact]
    public async Task A_new_prompt_is_there_with_its_first_version()
    {
        var ada = await shared.App.RegisterAsync();

        var created = await ada.CreatePromptAsync(A.Prompt("Translator", tags: ["work", " Work ", "language"]));

        var prompt = await ada.GetAsync($"/api/prompts/{created.Id()}/");
        Assert.Equal(created.ToString(), prompt.ToString());
        Assert.Equal(1, prompt.Number("versions_count"));
        Assert.Equal(["work", "language"], prompt.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        var version = prompt.GetProperty("latest_version");
        Assert.Equal(1, version.Number("version_number"));
        Assert.Equal(["text", "language"], version.GetProperty("variables").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Two_concurrent_saves_become_versions_2_and_3()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var saved = await Task.WhenAll(SaveAsync(ada, prompt, "One {{ a }}"), SaveAsync(ada, prompt, "Two {{ b }}"));

        Assert.Equal([2, 3], saved.Select(version => version.Number("version_number")).Order());
        Assert.Equal(3, (await ada.GetAsync($"/api/prompts/{prompt.Id()}/")).Number("versions_count"));
    }

    [Fact]
    public async Task Twenty_concurrent_saves_leave_no_gap()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();

        var saved = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => SaveAsync(ada, prompt, $"Text {number}")));

        Assert.Equal(Enumerable.Range(2, 20), saved.Select(version => version.Number("version_number")).Order());
        foreach (var version in saved)
        {
            var read = await ada.GetAsync($"/api/prompts/{prompt.Id()}/versions/{version.Number("version_number")}/");
            Assert.Equal(version.ToString(), read.ToString());
        }
    }

    [Fact]
    public async Task Saving_what_is_there_already_makes_no_version()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var version = await SaveAsync(ada, prompt, "Same");

        var again = await ada.CallAsync(HttpStatusCode.OK, "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("Same", note: "another note"));

        Assert.Equal(version.ToString(), again.ToString());
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_and_each_can_be_read()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        foreach (var number in Enumerable.Range(2, 4))
        {
            await SaveAsync(ada, prompt, $"Text {number}");
        }

        var page = await ada.GetAsync($"/api/prompts/{prompt.Id()}/versions/?page_size=3");
        var older = await ada.GetAsync(page.Text("next"));
        var newer = await ada.GetAsync(older.Text("previous"));

        Assert.Equal(5, page.Number("count"));
        Assert.Equal([5, 4, 3], Numbers(page));
        Assert.Equal([2, 1], Numbers(older));
        Assert.Equal([5, 4, 3], Numbers(newer));
        Assert.Equal("Text 4", (await ada.GetAsync($"/api/prompts/{prompt.Id()}/versions/4/")).Text("user_message_template"));

        static int[] Numbers(JsonElement page) => [.. page.Results().Select(version => version.Number("version_number"))];
    }

    [Fact]
    public async Task A_change_of_name_keeps_the_versions_and_a_lost_race_is_told()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var etag = (await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/")).Headers.ETag!.ToString();
        await ada.CallAsync(HttpStatusCode.OK, "PATCH", $"/api/prompts/{prompt.Id()}/", new { name = "Interpreter" });

        var late = await ada.SendAsync("PATCH", $"/api/prompts/{prompt.Id()}/", new { name = "Lost" }, ("If-Match", etag));

        await Problem.AssertAsync(late, HttpStatusCode.PreconditionFailed, "precondition-failed");
        var now = await ada.GetAsync($"/api/prompts/{prompt.Id()}/");
        Assert.Equal("Interpreter", now.Text("name"));
        Assert.Equal(1, now.Number("versions_count"));
    }

    [Fact]
    public async Task Saving_a_version_honours_if_match()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        var etag = (await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/")).Headers.ETag!.ToString();

        var first = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("Mine"), ("If-Match", etag));
        var second = await ada.SendAsync("POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version("Also mine"), ("If-Match", etag));

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await Problem.AssertAsync(second, HttpStatusCode.PreconditionFailed, "precondition-failed");
    }

    [Fact]
    public async Task A_deleted_prompt_is_gone_with_its_versions()
    {
        var ada = await shared.App.RegisterAsync();
        var prompt = await ada.CreatePromptAsync();
        await SaveAsync(ada, prompt, "Second");

        await ada.CallAsync(HttpStatusCode.NoContent, "DELETE", $"/api/prompts/{prompt.Id()}/");

        foreach (var path in new[] { "", "versions/", "versions/1/", "versions/2/" })
        {
            await Problem.AssertAsync(await ada.SendAsync("GET", $"/api/prompts/{prompt.Id()}/{path}"), HttpStatusCode.NotFound, "not-found");
        }

        Assert.Equal(0, (await ada.GetAsync("/api/prompts/")).Number("count"));
    }

    [Fact]
    public async Task Long_texts_and_odd_parameters_come_back_as_they_were()
    {
        var ada = await shared.App.RegisterAsync();
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number} äöü 💡 \r\n"));
        const string config = """{ "z": 1e-7, "a": 12345678901234567890, "nested": {"b" : [1.0, null, "\u00e9"]}, "temperature": 0.10 }""";
        var body = $$$"""{"name":"Long","system_message":{{{JsonSerializer.Serialize(text[..180_000])}}},"user_message_template":"{\"json\": true} {{ x }}","model_config":{{{config}}} }""";

        var created = await ada.CreatePromptAsync(new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        var version = (await ada.GetAsync($"/api/prompts/{created.Id()}/")).GetProperty("latest_version");
        Assert.Equal(text[..180_000], version.Text("system_message"));
        Assert.Equal("{\"json\": true} {{ x }}", version.Text("user_message_template"));
        Assert.Equal(config, version.GetProperty("model_config").GetRawText());
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"description":"no name"}""", "name")]
    [InlineData("""{"name":"x","tags":["ok",""]}""", "tags")]
    [InlineData("""{"name":"x","tags":"work"}""", "tags")]
    [InlineData("""{"name":"x","model_config":[]}""", "model_config")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":"x","nmae":"y"}""", "nmae")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var ada = await shared.App.RegisterAsync();

        var response = await ada.SendAsync("POST", "/api/prompts/", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal([field], (await Problem.AssertAsync(response, HttpStatusCode.BadRequest, "invalid")).Fields());
    }

    private static Task<JsonElement> SaveAsync(Account account, JsonElement prompt, string text) =>
        account.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{prompt.Id()}/versions/", A.Version(text));
}
