using Microsoft.Extensions.Options;
using PromptLab.Tests.Support;

namespace PromptLab.Tests.Platform;

/// <summary>An app with a wrong setting does not start, and says in one sentence which one it is and what to do.</summary>
public class StartupTests
{
    private const string Placeholder = "<32 random bytes in base64; npm start makes them>";

    /// <summary>What a setting is set to, and the beginning and the end of what is said.</summary>
    public static TheoryData<string, string?, string, string> Mistakes => new()
    {
        { "AzureWebJobsStorage", null, "AzureWebJobsStorage is not set: ", "or to a storage account's connection string." },
        { "AzureWebJobsStorage", "", "AzureWebJobsStorage is not set: ", "or to a storage account's connection string." },
        { "AzureWebJobsStorage", "what is this", "AzureWebJobsStorage is no connection string: set it to UseDevelopmentStorage=true", "connection string." },
        { "App:PublicOrigin", "promptlab.example", "App__PublicOrigin is 'promptlab.example', which is no https origin: ", "leave it empty on your own machine." },
        { "App:PublicOrigin", "http://promptlab.example", "App__PublicOrigin is 'http://promptlab.example', ", "on your own machine." },
        { "App:PublicOrigin", "https://promptlab.example/app", "App__PublicOrigin is 'https://promptlab.example/app', ", "on your own machine." },
        { "App:PublicOrigin", "https://promptlab.example:443", "App__PublicOrigin is 'https://promptlab.example:443', ", "on your own machine." },
        { "Cors:AllowedOrigins", "http://app.promptlab.example", "Cors__AllowedOrigins names 'http://app.promptlab.example', which is no https origin: ", "where the app serves the page itself." },
        { "Cors:AllowedOrigins", "https://app.promptlab.example,app.promptlab.example", "Cors__AllowedOrigins names 'app.promptlab.example', ", "the page itself." },
        { "Cors:AllowedOrigins", "https://app.promptlab.example/", "Cors__AllowedOrigins names 'https://app.promptlab.example/', ", "the page itself." },
        { "Cors:AllowedOrigins", "https://app.promptlab.example/app", "Cors__AllowedOrigins names 'https://app.promptlab.example/app', ", "the page itself." },
        { "Cors:AllowedOrigins", "https://*.promptlab.example", "Cors__AllowedOrigins names 'https://*.promptlab.example', ", "the page itself." },
        { "Cors:AllowedOrigins", "https://app.promptlab.example;https://b.example", "Cors__AllowedOrigins names 'https://app.promptlab.example;https://b.example', ", "the page itself." },
        { "Cors:AllowedOrigins", "*", "Cors__AllowedOrigins names '*', ", "the page itself." },
        { "Cors:AllowedOrigins", "null", "Cors__AllowedOrigins names 'null', ", "the page itself." },
        { "OpenRouter:BaseUrl", "openrouter.ai", "OpenRouter__BaseUrl is 'openrouter.ai', which is no web address: ", "or leave it out." },
        { "OpenRouter:BaseUrl", "", "OpenRouter__BaseUrl is '', which is no web address: set it to https://openrouter.ai/api/v1", "or leave it out." },
        { "OpenRouter:BaseUrl", "ftp://openrouter.ai", "OpenRouter__BaseUrl is 'ftp://openrouter.ai', ", "or leave it out." },
        { "OpenRouter:SimulatorUrl", "4010", "OpenRouter__SimulatorUrl is '4010', which is no web address: ", "or leave it empty." },
        { "OpenRouter:AuthUrl", "/auth", "OpenRouter__AuthUrl is '/auth', which is no web address: ", "or leave it empty." },
        { "OpenRouter:IdleTimeout", "-00:00:01", "OpenRouter__IdleTimeout is -00:00:01: ", "such as 00:01:30." },
        { "OpenRouter:IdleTimeout", "a while", "OpenRouter__IdleTimeout cannot be read: ", "a time as 00:01:30." },
        { "RateLimits:RunsPerUser", "-1", "RateLimits__RunsPerUser is -1: ", "or to the number allowed." },
        { "RateLimits:RunsPerUser", "many", "RateLimits__RunsPerUser cannot be read: ", "a time as 00:01:30." },
        { "Auth:SigningKey", Placeholder, "Auth__SigningKey still holds the placeholder of local.settings.sample.json: ", "as \"openssl rand -base64 32\" prints them." },
        { "Encryption:WrappingKeys:1", Placeholder, "Encryption__WrappingKeys__1 still holds the placeholder of local.settings.sample.json: ", "prints them." },
        { "Encryption:WrappingKeys:1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Encryption__WrappingKeys__1 is not random and could be guessed: ", "prints them." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_wrong_setting_is_named_with_the_way_out(string setting, string? value, string beginning, string end)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(new() { [setting] = value }));

        var sentence = Assert.Single(error.Failures);
        Assert.StartsWith(beginning, sentence, StringComparison.Ordinal);
        Assert.EndsWith(end, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
    }

    [Theory]
    [InlineData("clientId", "AzureWebJobsStorage__clientId is not set: ")]
    [InlineData("tableServiceUri", "AzureWebJobsStorage__tableServiceUri is '', which is no https address: ")]
    [InlineData("blobServiceUri", "AzureWebJobsStorage__blobServiceUri is '', ")]
    [InlineData("queueServiceUri", "AzureWebJobsStorage__queueServiceUri is '', ")]
    public async Task Storage_by_identity_takes_all_its_settings(string missing, string beginning)
    {
        Dictionary<string, string?> settings = new()
        {
            ["AzureWebJobsStorage"] = null,
            ["AzureWebJobsStorage:clientId"] = "72f988bf-86f1-41af-91ab-2d7cd011db47",
            ["AzureWebJobsStorage:tableServiceUri"] = "https://nobody.table.core.windows.net",
            ["AzureWebJobsStorage:blobServiceUri"] = "https://nobody.blob.core.windows.net",
            ["AzureWebJobsStorage:queueServiceUri"] = "https://nobody.queue.core.windows.net",
        };
        settings["AzureWebJobsStorage:" + missing] = null;

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(settings));

        Assert.StartsWith(beginning, Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_takes_the_identity_that_may_read_it()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(new()
        {
            ["Encryption:WrappingKeys:1"] = null,
            ["Encryption:KeyVaultUri"] = "https://promptlab.vault.azure.net",
        }));

        Assert.Equal("AzureWebJobsStorage__clientId is not set: it names the identity that may read Encryption__KeyVaultUri.", Assert.Single(error.Failures));
    }

    [Theory]
    [InlineData("https://promptlab.example/")]
    [InlineData("https://PromptLab.example:8443")]
    public async Task An_origin_may_be_written_as_people_do(string origin)
    {
        await using var app = await StartAsync(new() { ["App:PublicOrigin"] = origin });
    }

    private static Task<App> StartAsync(Dictionary<string, string?> settings) => App.StartAsync(new() { Overrides = settings });
}
