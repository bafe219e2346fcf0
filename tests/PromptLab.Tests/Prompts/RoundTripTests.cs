using System.Net;
using System.Text;
using System.Text.Json;
using PromptLab.Platform.Json;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Prompts;

/// <summary>Random prompts, versions and parameters come back as they were: saved, read, exported, and imported elsewhere.</summary>
public class RoundTripTests(SharedApp shared)
{
    private const int Prompts = 25;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_changes_on_any_way(int seed)
    {
        RandomPrompts random = new(new Random(seed));
        var ada = await shared.App.RegisterAsync("Ada");
        var bob = await shared.App.RegisterAsync("Bob");
        Dictionary<string, List<RandomVersion>> written = [];

        for (var number = 0; number < Prompts; number++)
        {
            var versions = random.Versions();
            var created = await ada.CreatePromptAsync(Body(versions[0], $"\"name\":{Quoted(random.Name())},"));
            foreach (var version in versions.Skip(1))
            {
                await ada.CallAsync(HttpStatusCode.Created, "POST", $"/api/prompts/{created.Id()}/versions/", Body(version));
            }

            written[created.Id()] = versions;
        }

        // As it came, byte for byte: a client that parses and writes it anew may change how numbers and texts are spelled.
        var document = await (await ada.SendAsync("GET", "/api/settings/export/")).Content.ReadAsStringAsync(Account.Token);
        var report = await bob.CallAsync(HttpStatusCode.OK, "POST", "/api/settings/import/", new StringContent(document, Encoding.UTF8, "application/json"));
        Assert.Empty(report.GetProperty("problems").EnumerateArray());

        foreach (var (account, id, versions) in written.SelectMany(item => new[] { (ada, item.Key, item.Value), (bob, item.Key, item.Value) }))
        {
            foreach (var (index, version) in versions.Index())
            {
                AssertSame(version, await account.GetAsync($"/api/prompts/{id}/versions/{index + 1}/"), $"seed {seed}, prompt {id}, version {index + 1}");
            }
        }

        Assert.Equal(await LibraryAsync(ada), await LibraryAsync(bob));
    }

    private static void AssertSame(RandomVersion expected, JsonElement actual, string where)
    {
        Assert.True(expected.SystemMessage == actual.Text("system_message"), where);
        Assert.True(expected.UserMessageTemplate == actual.Text("user_message_template"), where);
        Assert.True(expected.ModelConfig == actual.GetProperty("model_config").GetRawText(), $"{where}: {expected.ModelConfig} became {actual.GetProperty("model_config").GetRawText()}");
        Assert.True(expected.Note == actual.Text("note"), where);
    }

    /// <summary>The exported prompts without what depends on whose they are and when they came in.</summary>
    private static async Task<string[]> LibraryAsync(Account account) =>
    [
        .. (await account.GetAsync("/api/settings/export/")).GetProperty("prompts").EnumerateArray()
            .Select(prompt => string.Join('\n', prompt.EnumerateObject().Where(member => member.Name is not "updated_at").Select(member => member.ToString()))
                .Replace(account.Id, "owner", StringComparison.Ordinal)),
    ];

    // As short as JSON can be: two texts of 200,000 characters must fit into a request.
    private static string Quoted(string text) => JsonSerializer.Serialize(text, ApiJson.Options);

    private static StringContent Body(RandomVersion version, string more = "") => new(
        $$"""{{{more}}"system_message":{{Quoted(version.SystemMessage)}},"user_message_template":{{Quoted(version.UserMessageTemplate)}},"model_config":{{version.ModelConfig}},"note":{{Quoted(version.Note)}}}""",
        Encoding.UTF8,
        "application/json");
}
