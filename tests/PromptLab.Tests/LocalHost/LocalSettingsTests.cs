using PromptLab.LocalHost;
using PromptLab.LocalHost.Settings;

namespace PromptLab.Tests.LocalHost;

public sealed class LocalSettingsTests
{
    [Fact]
    public void Values_become_configuration()
    {
        var settings = LocalSettings.Parse("""
            { "IsEncrypted": false, "Values": { "Auth__SigningKey": "k" }, "Host": { "LocalHttpPort": 7099 } }
            """);

        Assert.Equal("k", settings.Values["Auth:SigningKey"]);
        Assert.Equal(7099, settings.HttpPort);
    }

    [Theory]
    [InlineData("""{ "Values": { } }""")]
    [InlineData("""{ "IsEncrypted": true }""")]
    [InlineData("""{ "IsEncrypted": false, "Values": { "Auth": { "SigningKey": "k" } } }""")]
    [InlineData("not json")]
    public void What_Core_Tools_could_not_read_is_refused(string json)
    {
        Assert.Throws<StartupException>(() => LocalSettings.Parse(json));
    }

    [Fact]
    public void The_first_folder_upwards_with_the_file_is_taken()
    {
        using TemporaryFolder folder = new();
        folder.Write("local.settings.json", """{ "IsEncrypted": false, "Host": { "LocalHttpPort": 7099 } }""");

        Assert.Equal(7099, LocalSettings.Find(folder.Create("functions/deeper")).HttpPort);
    }

    [Fact]
    public void The_search_ends_where_a_host_json_is()
    {
        using TemporaryFolder folder = new();
        folder.Write("local.settings.json", """{ "IsEncrypted": false, "Host": { "LocalHttpPort": 7099 } }""");
        var inner = folder.Create("functions");
        folder.Write("functions/host.json", "{}");

        Assert.Null(LocalSettings.Find(inner).HttpPort);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly string path = Directory.CreateTempSubdirectory("promptlab-").FullName;

        public string Create(string folder) => Directory.CreateDirectory(Path.Combine(path, folder)).FullName;

        public void Write(string file, string text) => File.WriteAllText(Path.Combine(path, file), text);

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
